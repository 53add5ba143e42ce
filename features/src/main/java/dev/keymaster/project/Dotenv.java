package dev.keymaster.project;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.model.WipedBuffer;
import java.util.List;
import java.util.Map;

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

  /**
   * Where a value stands in the file, quotes included.
   *
   * @param from of its first byte
   * @param to behind its last one
   */
  record Span(int from, int to) {}

  private final List<Entry> entries;
  private final List<Span> spans;

  Dotenv(List<Entry> entries, List<Span> spans) {
    this.entries = entries;
    this.spans = spans;
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
    return new DotenvReader(bytes, file).read();
  }

  /** Returns the assignments in the order of the file, repeated ones included. */
  public List<Entry> entries() {
    return entries;
  }

  /**
   * Returns the file with other text in the place of some values, all else as it is; the caller
   * wipes it.
   *
   * @param bytes what this was read from
   * @param texts by the number of the assignment, from 0; what a {@code .env} file needs no quotes
   *     for
   */
  byte[] with(byte[] bytes, Map<Integer, String> texts) {
    int size = bytes.length + texts.values().stream().mapToInt(String::length).sum();
    WipedBuffer changed = new WipedBuffer(size);
    int copied = 0;
    for (int i = 0; i < spans.size(); i++) {
      String text = texts.get(i);
      if (text != null) {
        changed.bytes(bytes, copied, spans.get(i).from() - copied);
        changed.text(text);
        copied = spans.get(i).to();
      }
    }
    changed.bytes(bytes, copied, bytes.length - copied);
    return changed.taken();
  }

  /** Wipes the values. */
  @Override
  public void close() {
    entries.forEach(entry -> entry.value().close());
  }
}
