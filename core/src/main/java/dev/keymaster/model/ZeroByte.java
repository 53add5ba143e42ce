package dev.keymaster.model;

/** The byte that ends texts in C: what has one is no variable, and hardly a text. */
public final class ZeroByte {
  private ZeroByte() {}

  /** Tells whether there is one. */
  public static boolean isIn(byte[] bytes) {
    return isIn(bytes, bytes.length);
  }

  /** Tells whether there is one among the first {@code length} bytes. */
  public static boolean isIn(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
