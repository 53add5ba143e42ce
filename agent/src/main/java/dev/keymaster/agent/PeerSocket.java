package dev.keymaster.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/**
 * One connection, used by the thread that made this; only {@link #abort} is for others. Reads and
 * writes end at a deadline, whatever the peer does or does not send.
 */
final class PeerSocket implements AutoCloseable {
  private static final int CHUNK = 1 << 14;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;

  private final int descriptor;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment chunk = arena.allocate(CHUNK);
  private final MemorySegment polled = arena.allocate(8, 4);
  private long deadline;
  private boolean closed;

  PeerSocket(int descriptor) {
    this.descriptor = descriptor;
    within(Duration.ofSeconds(10));
  }

  /** From now on, reads and writes have that long altogether. */
  void within(Duration patience) {
    deadline = System.nanoTime() + patience.toNanos();
  }

  /** Waits that long for a next request to begin. */
  void awaitRequest(Duration patience) throws IOException {
    within(patience);
    await(POLLIN);
  }

  /** Returns how many milliseconds are left, at least one. */
  private long left() throws InterruptedIOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new InterruptedIOException("too slow");
    }
    return left;
  }

  private void await(short event) throws IOException {
    while (true) {
      long left = left();
      polled.set(ValueLayout.JAVA_INT, 0, descriptor);
      polled.set(ValueLayout.JAVA_INT, 4, event);
      int ready = Libc.poll(polled, (int) Math.min(left, Integer.MAX_VALUE));
      if (ready > 0) {
        return;
      }
      if (ready < 0 && ready != -Libc.EINTR) {
        throw new IOException("poll: errno " + -ready);
      }
    }
  }

  InputStream in() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int from, int count) throws IOException {
        return receive(target, from, count);
      }
    };
  }

  private int receive(byte[] target, int from, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    left();
    long got = Libc.receive(descriptor, chunk, Math.min(count, CHUNK), MSG_DONTWAIT);
    while (notYet(got)) {
      await(POLLIN);
      got = Libc.receive(descriptor, chunk, Math.min(count, CHUNK), MSG_DONTWAIT);
    }
    if (got <= 0) {
      return -1; // ended by the peer, in whatever way
    }
    MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, 0, target, from, (int) got);
    chunk.asSlice(0, got).fill((byte) 0);
    return (int) got;
  }

  OutputStream out() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] source, int from, int count) throws IOException {
        for (int done = 0; done < count; ) {
          done += send(source, from + done, Math.min(count - done, CHUNK));
        }
      }
    };
  }

  private int send(byte[] source, int from, int count) throws IOException {
    left();
    MemorySegment.copy(source, from, chunk, ValueLayout.JAVA_BYTE, 0, count);
    long sent = Libc.send(descriptor, chunk, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (notYet(sent)) {
      await(POLLOUT);
      sent = Libc.send(descriptor, chunk, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    chunk.asSlice(0, count).fill((byte) 0);
    if (sent < 0) {
      throw new IOException("the peer is gone: errno " + -sent);
    }
    return (int) sent;
  }

  /** Most reads find what they want: asking first whether there is something would double them. */
  private static boolean notYet(long result) {
    return result == -Libc.EAGAIN || result == -Libc.EINTR;
  }

  /** Ends it from another thread: what waits in it returns at once. */
  synchronized void abort() {
    if (!closed) {
      Libc.shutdown(descriptor);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(descriptor);
      arena.close();
    }
  }
}
