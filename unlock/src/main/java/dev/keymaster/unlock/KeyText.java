package dev.keymaster.unlock;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The text form of the 32 random bytes of a slot: {@code keymaster-key-1:} and 43 characters of
 * base64url without padding; then optionally a space and a remark, and one line end.
 *
 * <p>Only the canonical encoding is accepted. The remark that Keymaster writes is {@code slot ID}.
 */
@RevealsSecret("encodes and decodes the text form of slot keys")
final class KeyText {
  static final int KEY_LENGTH = 32;

  /** The longest text form with its remark and line end, in bytes. */
  static final int LIMIT = 256;

  private static final byte[] PREFIX = "keymaster-key-1:".getBytes(US_ASCII);
  private static final int BASE64_LENGTH = 43;
  private static final int HEX_LENGTH = 64;

  private KeyText() {}

  /** Returns the line for a key file, which the caller zeroes. */
  static byte[] line(Secret key, String slotId) {
    byte[] raw = key.reveal();
    byte[] text = Base64.getUrlEncoder().withoutPadding().encode(raw);
    byte[] remark = (" slot " + slotId + "\n").getBytes(US_ASCII);
    byte[] line = Arrays.copyOf(PREFIX, PREFIX.length + text.length + remark.length);
    System.arraycopy(text, 0, line, PREFIX.length, text.length);
    System.arraycopy(remark, 0, line, PREFIX.length + text.length, remark.length);
    Arrays.fill(raw, (byte) 0);
    Arrays.fill(text, (byte) 0);
    return line;
  }

  /** Returns the remark of a text form; empty if it has none or is none. */
  static String remark(byte[] text) {
    int start = PREFIX.length + BASE64_LENGTH;
    int end = lengthWithoutLineEnd(text);
    boolean has = hasPrefix(text) && end > start && text[start] == ' ';
    return has ? new String(text, start + 1, end - start - 1, US_ASCII) : "";
  }

  /** Reads the text form. */
  static Optional<Secret> parse(byte[] text) {
    int end = lengthWithoutLineEnd(text);
    int start = PREFIX.length;
    if (!hasPrefix(text) || end < start + BASE64_LENGTH || text.length > LIMIT) {
      return Optional.empty();
    }
    int stop = start + BASE64_LENGTH;
    boolean whole = end == stop || (text[stop] == ' ' && oneLine(text, stop, end));
    return whole ? base64(text, start, stop) : Optional.empty();
  }

  /** Reads the text form, or 32 bytes in hex, base64 or base64url with or without padding. */
  static Optional<Secret> parseLoosely(byte[] text) {
    int end = lengthWithoutLineEnd(text);
    if (hasPrefix(text)) {
      return parse(text);
    }
    if (end == HEX_LENGTH) {
      return hex(text);
    }
    int stop = end == BASE64_LENGTH + 1 && text[BASE64_LENGTH] == '=' ? BASE64_LENGTH : end;
    return stop == BASE64_LENGTH ? base64(text, 0, stop) : Optional.empty();
  }

  private static boolean hasPrefix(byte[] text) {
    return text.length >= PREFIX.length
        && Arrays.equals(text, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
  }

  private static int lengthWithoutLineEnd(byte[] text) {
    int end = text.length;
    if (end > 0 && text[end - 1] == '\n') {
      end--;
      if (end > 0 && text[end - 1] == '\r') {
        end--;
      }
    }
    return end;
  }

  private static boolean oneLine(byte[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text[i] < ' ' || text[i] > '~') {
        return false;
      }
    }
    return true;
  }

  private static Optional<Secret> base64(byte[] text, int start, int stop) {
    byte[] url = Arrays.copyOfRange(text, start, stop);
    replace(url, '+', '-');
    replace(url, '/', '_');
    try {
      byte[] key = Base64.getUrlDecoder().decode(url);
      byte[] again = Base64.getUrlEncoder().withoutPadding().encode(key);
      boolean canonical = MessageDigest.isEqual(url, again);
      Arrays.fill(again, (byte) 0);
      Secret secret = Secret.taking(key);
      return canonical ? Optional.of(secret) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    } finally {
      Arrays.fill(url, (byte) 0);
    }
  }

  private static void replace(byte[] text, char from, char to) {
    for (int i = 0; i < text.length; i++) {
      if (text[i] == from) {
        text[i] = (byte) to;
      }
    }
  }

  private static Optional<Secret> hex(byte[] text) {
    byte[] key = new byte[KEY_LENGTH];
    for (int i = 0; i < HEX_LENGTH; i++) {
      int digit = Character.digit(text[i], 16);
      if (digit < 0) {
        Arrays.fill(key, (byte) 0);
        return Optional.empty();
      }
      key[i / 2] = (byte) ((key[i / 2] << 4) | digit);
    }
    return Optional.of(Secret.taking(key));
  }
}
