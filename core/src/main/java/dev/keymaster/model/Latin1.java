package dev.keymaster.model;

/**
 * Texts as ISO 8859-1, which stands for their bytes one to one. For the native front: there the
 * coders of its class library take 2 KiB of fresh memory for each text.
 */
public final class Latin1 {
  private Latin1() {}

  /** Returns bytes as text. */
  public static String text(byte[] bytes) {
    return text(bytes, 0, bytes.length);
  }

  /** Returns the {@code length} bytes from {@code start} on as text. */
  public static String text(byte[] bytes, int start, int length) {
    char[] text = new char[length];
    for (int i = 0; i < length; i++) {
      text[i] = (char) (bytes[start + i] & 0xff);
    }
    return new String(text);
  }

  /** Returns text as bytes; each {@code char} that has none becomes a question mark. */
  public static byte[] bytes(String text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      char character = text.charAt(i);
      bytes[i] = (byte) (character > 0xff ? '?' : character);
    }
    return bytes;
  }
}
