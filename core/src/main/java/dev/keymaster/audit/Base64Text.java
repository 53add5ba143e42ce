package dev.keymaster.audit;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64 with padding (RFC 4648 §4), of which each content has exactly one form. */
final class Base64Text {
  private Base64Text() {}

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Returns the bytes, or null for anything that {@link #encode} would not have written. */
  static byte @Nullable [] decode(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return encode(bytes).equals(text) ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Returns the hash that the text is of, or null. */
  static byte @Nullable [] hash(String text) {
    byte[] bytes = decode(text);
    return bytes != null && bytes.length == MerkleFrontier.HASH ? bytes : null;
  }
}
