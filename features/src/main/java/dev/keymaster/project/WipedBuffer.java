package dev.keymaster.project;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Collects bytes that hold values; made large enough, so that no copy is left behind by growing.
 */
final class WipedBuffer extends ByteArrayOutputStream {
  WipedBuffer(int most) {
    super(most);
  }

  /** Returns what was collected, which the caller wipes, and wipes what it was collected in. */
  byte[] taken() {
    byte[] taken = toByteArray();
    Arrays.fill(buf, (byte) 0);
    return taken;
  }
}
