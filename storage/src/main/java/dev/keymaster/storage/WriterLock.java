package dev.keymaster.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One writer over all processes: a lock file beside the vault, locked for each write and holding
 * the writer's pid for others to name.
 *
 * <p>The file is used for nothing else and opened once in a process: the kernel drops a process's
 * locks on a file when it closes any descriptor of that file. The kernel also drops them when a
 * process dies, so a stale pid in it is harmless. Threads of one process take turns in the order
 * they came; processes meet at a turnstile and try again every few milliseconds at random, so that
 * none is starved.
 */
final class WriterLock implements AutoCloseable {
  private static final Map<Path, WriterLock> OPEN = new HashMap<>();
  private static final int PID_LENGTH = 20;
  private static final int LONG_PAUSE_MICROS = 8_000;
  private static final int SHORT_PAUSE_MICROS = 500;

  /** Places that are locked, far from the pid: where locks are mandatory it can still be read. */
  private static final long WRITING = 1L << 30;

  private static final long TURNSTILE = WRITING + 1;

  private final Path file;
  private final ReentrantLock turn = new ReentrantLock(true);
  private @Nullable FileChannel channel;
  private int users;

  private WriterLock(Path file) {
    this.file = file;
  }

  /** Returns this process's lock of that vault, whose directory has no symbolic link in it. */
  static WriterLock of(Path vault) {
    Path file = vault.resolveSibling(vault.getFileName() + ".lock");
    synchronized (OPEN) {
      WriterLock lock = OPEN.computeIfAbsent(file, WriterLock::new);
      lock.users++;
      return lock;
    }
  }

  /**
   * Waits for this thread's turn and runs {@code body} in it.
   *
   * @throws KeymasterException CONFLICT if others still write when the patience is over
   */
  <T> T hold(Duration patience, Supplier<T> body) {
    if (turn.isHeldByCurrentThread()) {
      throw new BugException("a write inside a write");
    }
    long deadline = System.nanoTime() + patience.toNanos();
    waitForTurn(patience);
    try {
      FileLock lock = waitForFile(deadline);
      try {
        return body.get();
      } finally {
        release(lock);
      }
    } finally {
      turn.unlock();
      forgetIfUnused();
    }
  }

  /** Gives up this use of the lock; whoever writes just now finishes under it. */
  @Override
  public void close() {
    synchronized (OPEN) {
      users--;
    }
    forgetIfUnused();
  }

  private void forgetIfUnused() {
    synchronized (OPEN) {
      if (users == 0 && !turn.isLocked()) {
        OPEN.remove(file);
        closeChannel();
      }
    }
  }

  private void waitForTurn(Duration patience) {
    try {
      if (!turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy(Long.toString(ProcessHandle.current().pid()));
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Passes the turnstile, then waits for the writer before. Without the turnstile whoever has just
   * written is awake and would take the lock again before any sleeping process tries.
   */
  private FileLock waitForFile(long deadline) {
    try {
      FileLock turnstile = waitFor(TURNSTILE, deadline, LONG_PAUSE_MICROS);
      FileLock lock;
      try {
        lock = waitFor(WRITING, deadline, SHORT_PAUSE_MICROS);
        note(open());
      } finally {
        release(turnstile);
      }
      if (!lock.isValid()) {
        throw new IOException("the lock went with the turnstile");
      }
      return lock;
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (IOException e) {
      throw new KeymasterException(
          Code.FAILURE,
          PrivateFiles.name(file) + " cannot be locked",
          "keep the vault on a local disk with room for it, see: df " + Ownership.quote(file),
          e);
    }
  }

  private FileLock waitFor(long place, long deadline, int longestPauseMicros)
      throws IOException, InterruptedException {
    while (true) {
      FileLock lock = open().tryLock(place, 1, false);
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - deadline > 0) {
        throw busy(holder(open()));
      }
      long pause = 1 + ThreadLocalRandom.current().nextLong(longestPauseMicros);
      TimeUnit.MICROSECONDS.sleep(pause);
    }
  }

  private FileChannel open() {
    FileChannel current = channel;
    if (current == null || !current.isOpen()) { // an interrupted thread closes it
      current = openFile();
      channel = current;
    }
    return current;
  }

  private FileChannel openFile() {
    if (!PrivateFiles.exists(file)) {
      try {
        return PrivateFiles.create(file);
      } catch (KeymasterException e) {
        if (e.code() != Code.CONFLICT) {
          throw e;
        } // somebody was faster: open theirs
      }
    }
    return PrivateFiles.open(file, READ, WRITE);
  }

  /** Closing drops the locks even where the system complains about it. */
  private void closeChannel() {
    FileChannel closing = channel;
    channel = null;
    try {
      if (closing != null) {
        closing.close();
      }
    } catch (IOException e) {
      return;
    }
  }

  private static void note(FileChannel channel) throws IOException {
    channel.write(ByteBuffer.wrap(OwnPid.TEXT), 0);
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(PID_LENGTH);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), US_ASCII).strip();
    return pid.matches("[0-9]{1,19}") ? pid : "unknown";
  }

  private KeymasterException busy(String pid) {
    return new KeymasterException(
        Code.CONFLICT,
        "somebody else is writing to the vault (pid " + pid + ")",
        "try again when it has finished, see: ps -p " + pid);
  }

  private static KeymasterException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new KeymasterException(
        Code.FAILURE, "interrupted while waiting to write to the vault", "", e);
  }

  /** Lets go of one lock, or of all that this process has if the system will not do that. */
  private void release(FileLock lock) {
    try {
      lock.release();
    } catch (IOException e) {
      closeChannel();
    }
  }

  /** This process's number as it stands in the file. */
  private static final class OwnPid {
    static final byte[] TEXT =
        String.format("%-" + (PID_LENGTH - 1) + "d\n", ProcessHandle.current().pid())
            .getBytes(US_ASCII);
  }
}
