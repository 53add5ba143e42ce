package dev.keymaster.cli;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what another program writes, but not for ever: one that keeps its end open without writing
 * would hold us and whoever waits for us.
 */
final class TimedRead {
  /** How long the other program has, if no person types. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private TimedRead() {}

  /**
   * Reads to the end or to {@code limit} bytes.
   *
   * @param where names the stream in messages
   * @throws KeymasterException USAGE if neither comes in time
   */
  static byte[] upTo(InputStream in, int limit, Duration patience, String where)
      throws IOException {
    FutureTask<byte[]> read = new FutureTask<>(() -> in.readNBytes(limit));
    Thread reader = new Thread(read, "reader of " + where);
    reader.setDaemon(true); // a read that never returns must not keep the process
    reader.start();
    try {
      return read.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw KeymasterException.usage(
          where + " did not end within " + patience.toSeconds() + " s",
          "close it after the value, or give the value by --from-file PATH");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeymasterException(Code.FAILURE, "interrupted while reading " + where, "", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  /** Asks for a line on a terminal; empty if none comes in time. */
  static Optional<String> line(Terminal terminal, String prompt, Duration patience) {
    FutureTask<Optional<String>> read = new FutureTask<>(() -> terminal.readLine(prompt));
    Thread reader = new Thread(read, "reader of the terminal");
    reader.setDaemon(true);
    reader.start();
    try {
      return read.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new BugException("a terminal failed in no known way: " + e.getCause());
    }
  }

  private static IOException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> throw new BugException("a read failed in no known way: " + cause);
    };
  }
}
