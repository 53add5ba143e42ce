package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A file of at most 1 MiB that a verb reads whole, or what is piped in. */
final class WholeInput {
  private static final int MEBIBYTE = 1 << 20;

  private WholeInput() {}

  /**
   * Reads it; the caller wipes what may hold a value.
   *
   * @param file as it was typed; null or {@code -} for standard input
   * @param hint what a larger one was taken for
   */
  static byte[] read(Session session, @Nullable String file, String hint) throws IOException {
    return read(session, file, 1, hint);
  }

  /**
   * As {@link #read(Session, String, String)}, of a larger file.
   *
   * @param most size in MiB
   */
  static byte[] read(Session session, @Nullable String file, int most, String hint)
      throws IOException {
    if (file == null || file.equals("-")) {
      session.person().inputTaken();
      return read(session.world().in(), "standard input", most, hint);
    }
    try (InputStream in = Files.newInputStream(session.world().directory().resolve(file))) {
      return read(in, file, most, hint);
    }
  }

  private static byte[] read(InputStream in, String where, int most, String hint)
      throws IOException {
    int limit = most * MEBIBYTE;
    byte[] bytes = TimedRead.upTo(in, limit + 1, TimedRead.PATIENCE, where);
    if (bytes.length > limit) {
      Arrays.fill(bytes, (byte) 0);
      throw KeymasterException.usage(where + " is larger than " + most + " MiB", hint);
    }
    return bytes;
  }
}
