package dev.keymaster.libc;

import dev.keymaster.run.Masker;
import org.teavm.interop.Address;

/** What a program prints, on its way to where it would go. */
final class Flow implements Masker.Sink {
  private static final int EPIPE = 32;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final byte[] CHUNK = new byte[1 << 16];

  /** What is to be written, of one flow at a time: no call of the system for every mask. */
  private static final byte[] READY = new byte[1 << 16];

  private final int from;
  private final int to;
  private final Masker masker;
  private boolean open = true;
  private boolean lost;
  private int ready;

  /** Reads from one descriptor, which it closes at the end, and writes to another. */
  Flow(int from, int to, Masker masker) {
    this.from = from;
    this.to = to;
    this.masker = masker;
  }

  /** What to read from; -1 once it has ended. */
  int source() {
    return open ? from : -1;
  }

  boolean holds() {
    return open && masker.holds();
  }

  /** Lets go of what may be a prompt. */
  void quiet() {
    masker.quiet(this);
    write();
  }

  /** Passes on what is there. */
  void move() {
    long count = Libc.read(from, Address.ofData(CHUNK), CHUNK.length);
    if (count > 0) {
      masker.take(CHUNK, 0, (int) count, this);
      write();
      return;
    }
    int error = count == 0 ? 0 : Libc.errno();
    if (error != EINTR && error != EAGAIN) {
      end();
    }
  }

  /** Shows what is left, and closes. */
  void end() {
    if (open) {
      masker.end(this);
      write();
      close();
    }
  }

  private void close() {
    if (open) {
      open = false;
      int _ = Libc.close(from);
    }
  }

  @Override
  public void show(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end) {
      int count = Math.min(end - at, READY.length - ready);
      System.arraycopy(bytes, at, READY, ready, count);
      ready += count;
      at += count;
      if (ready == READY.length) {
        write();
      }
    }
  }

  /** Where nobody reads any more nothing is written; the program learns it by its next line. */
  private void write() {
    int error = lost || ready == 0 ? 0 : Streams.write(to, READY, 0, ready);
    ready = 0;
    if (error != 0) {
      lost = true;
      close();
    }
    if (error != 0 && error != EPIPE) {
      Streams.say("keymaster: output of the program is lost: " + Streams.reason(error) + "\n");
    }
  }
}
