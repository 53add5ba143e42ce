package dev.keymaster.vault;

import dev.keymaster.crypto.Padding;
import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import java.util.Arrays;

/**
 * A small named blob of the vault's own, such as a policy, sealed like a key (docs/format.md §7.4).
 * The names of all documents are in the head, so that one that was taken away is missed at once.
 */
final class Document {
  static final int MAX_CONTENT = 1 << 20;

  private static final int MAX_NAME = 32;

  private Document() {}

  /** Returns whether this is 1 to 32 of {@code a-z0-9-}. */
  static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_NAME
        && name.chars().allMatch(c -> "abcdefghijklmnopqrstuvwxyz0123456789-".indexOf(c) >= 0);
  }

  static byte[] seal(
      Keyset keys, byte[] vault, String name, byte[] content, Randomness randomness) {
    if (!isName(name)) {
      throw new BugException("not the name of a document: " + name);
    }
    if (content.length > MAX_CONTENT) {
      throw KeymasterException.usage(
          "the " + name + " has " + content.length + " bytes; up to 1048576 are allowed", "");
    }
    byte[] context = Places.document(vault, name, keys.generation());
    byte[] padded = Padding.pad(content);
    try {
      return keys.documents().seal("document", "content", context, padded, randomness);
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }

  static byte[] open(Keyset keys, byte[] vault, String name, byte[] sealed) {
    byte[] context = Places.document(vault, name, keys.generation());
    byte[] padded =
        keys.documents().open("the document " + name, "document", "content", context, sealed);
    try {
      return Padding.unpad(padded);
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }
}
