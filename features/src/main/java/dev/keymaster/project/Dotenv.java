package dev.keymaster.project;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.util.List;

/**
 * The assignments of a {@code .env} file, values as bytes.
 *
 * <p>Understood, as most programs that read such files do: blank lines and {@code #} comments, a
 * leading {@code export}, spaces around {@code =}, values without quotes up to a {@code #} after a
 * space, {@code '…'} and {@code `…`} taken literally, {@code "…"} with the escapes {@code \n \r \t
 * \\ \" \$ \`} (any other backslash stays), quoted values over several lines, LF or CRLF, a byte
 * order mark. Nothing is expanded: {@code ${X}} stays as it is.
 */
public final class Dotenv implements AutoCloseable {
  /**
   * One assignment.
   *
   * @param name the variable
   * @param value its bytes; belongs to the {@link Dotenv}
   * @param line where it begins, from 1
   * @param literal whether it stood in quotes that take everything literally
   */
  public record Entry(String name, Secret value, int line, boolean literal) {}

  private final List<Entry> entries;

  private Dotenv(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * Reads a whole file; the caller zeroes {@code bytes}.
   *
   * @param bytes at most 1 MiB
   * @param file what messages call it
   * @throws KeymasterException USAGE for a larger file, a line that is no assignment, a quote that
   *     is never closed, a NUL
   */
  public static Dotenv parse(byte[] bytes, String file) {
    if (bytes.length > WholeFile.MAX_SIZE) {
      throw KeymasterException.usage(file + " is larger than 1 MiB", "");
    }
    return new Dotenv(new DotenvReader(bytes, file).read());
  }

  /** Returns the assignments in the order of the file, repeated ones included. */
  public List<Entry> entries() {
    return entries;
  }

  /** Wipes the values. */
  @Override
  public void close() {
    entries.forEach(entry -> entry.value().close());
  }
}
