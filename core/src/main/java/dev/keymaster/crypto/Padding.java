package dev.keymaster.crypto;

import dev.keymaster.model.KeymasterException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Hides lengths (docs/format.md §2.2, security.md SD8): {@code length u32, bytes, zeros} up to a
 * multiple of 256 bytes, from 4 KiB on up to a power of two.
 */
public final class Padding {
  private static final int STEP = 256;
  private static final int LAST_STEP = 4096;

  private Padding() {}

  /** Returns {@code content} with length and zeros. */
  public static byte[] pad(byte[] content) {
    return ByteBuffer.allocate(paddedLength(content.length))
        .putInt(content.length)
        .put(content)
        .array();
  }

  /** Returns the content of {@code padded}; refuses any other padding than {@link #pad} makes. */
  public static byte[] unpad(byte[] padded) {
    if (padded.length < 4) {
      throw KeymasterException.corrupt("padding is cut off");
    }
    int length = ByteBuffer.wrap(padded).getInt();
    if (length < 0 || length > padded.length - 4 || paddedLength(length) != padded.length) {
      throw KeymasterException.corrupt("padding does not fit its content");
    }
    for (int i = 4 + length; i < padded.length; i++) {
      if (padded[i] != 0) {
        throw KeymasterException.corrupt("padding is not zero");
      }
    }
    return Arrays.copyOfRange(padded, 4, 4 + length);
  }

  private static int paddedLength(int length) {
    int needed = length + 4;
    if (needed <= LAST_STEP) {
      return (needed + STEP - 1) / STEP * STEP;
    }
    return Integer.highestOneBit(needed - 1) << 1;
  }
}
