package dev.keymaster.agent;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** Keeps what is written up to a number of bytes; beyond that it keeps nothing and says so. */
final class Bounded extends OutputStream {
  private final int most;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean overflown;

  Bounded(int most) {
    this.most = most;
  }

  boolean overflown() {
    return overflown;
  }

  byte[] bytes() {
    return kept.toByteArray();
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    overflown |= count > most - kept.size();
    if (overflown) {
      kept.reset();
    } else {
      kept.write(bytes, from, count);
    }
  }

  @Override
  public void close() {
    kept.reset();
  }
}
