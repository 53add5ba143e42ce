package dev.keymaster.project;

import java.util.Arrays;

/** A look at secret bytes as characters, one each: no text is made of them. Not to be kept. */
final class Glimpse implements CharSequence {
  private final byte[] bytes;

  /** Looks at {@code bytes} themselves. */
  Glimpse(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean startsWith(String text) {
    return at(0, text);
  }

  boolean contains(String text) {
    for (int i = 0; i <= bytes.length - text.length(); i++) {
      if (at(i, text)) {
        return true;
      }
    }
    return false;
  }

  private boolean at(int start, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (start + i >= bytes.length || charAt(start + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int length() {
    return bytes.length;
  }

  @Override
  public char charAt(int index) {
    return (char) (bytes[index] & 0xff);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new Glimpse(Arrays.copyOfRange(bytes, start, end));
  }

  @Override
  public String toString() {
    return "Glimpse[redacted]";
  }
}
