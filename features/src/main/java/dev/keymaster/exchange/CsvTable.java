package dev.keymaster.exchange;

import dev.keymaster.model.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Comma-separated values (RFC 4180) as bytes, cells as secrets: quotes, doubled quotes, line ends
 * in quotes, LF or CRLF, a byte order mark. Closing wipes the cells.
 */
final class CsvTable implements AutoCloseable {
  private static final int MOST_ROWS = 10_000;
  private static final int MOST_CELLS = 100;

  /**
   * One row.
   *
   * @param line where it begins, from 1
   */
  record Row(int line, List<Secret> cells) {}

  private final byte[] bytes;
  private final byte[] cell;
  private final List<Row> rows = new ArrayList<>();
  private int at;
  private int line = 1;

  private CsvTable(byte[] bytes) {
    this.bytes = bytes;
    this.cell = new byte[bytes.length];
  }

  static CsvTable parse(byte[] bytes) {
    CsvTable table = new CsvTable(bytes);
    try {
      table.read();
      return table;
    } catch (RuntimeException e) {
      table.close();
      throw e;
    } finally {
      Arrays.fill(table.cell, (byte) 0);
    }
  }

  /** Returns the rows, the one with the names of the columns first. */
  List<Row> rows() {
    return rows;
  }

  private void read() {
    boolean marked = bytes.length > 2 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb;
    at = marked ? 3 : 0;
    while (at < bytes.length) {
      Row row = new Row(line, new ArrayList<>());
      rows.add(row);
      do {
        row.cells().add(Secret.taking(Arrays.copyOf(cell, cell())));
        if (row.cells().size() > MOST_CELLS || rows.size() > MOST_ROWS) {
          throw Bad.line(line, "too many fields or rows", "split the file");
        }
      } while (took(','));
      endLine();
      dropIfBlank(row);
    }
  }

  private void dropIfBlank(Row row) {
    if (row.cells().size() == 1 && row.cells().getFirst().length() == 0) {
      rows.removeLast();
    }
  }

  private int cell() {
    return took('"') ? quoted() : plain();
  }

  private int plain() {
    int length = 0;
    while (at < bytes.length && bytes[at] != ',' && !atLineEnd()) {
      cell[length++] = content();
    }
    return length;
  }

  private int quoted() {
    int opened = line;
    int length = 0;
    while (at < bytes.length && (bytes[at] != '"' || isQuote(at + 1))) {
      at += bytes[at] == '"' ? 1 : 0;
      line += bytes[at] == '\n' ? 1 : 0;
      cell[length++] = content();
    }
    if (!took('"')) {
      throw Bad.line(opened, "a quote is never closed", "close it");
    }
    if (at < bytes.length && bytes[at] != ',' && !atLineEnd()) {
      throw Bad.line(line, "text after the closing quote", "write a quote in quotes twice");
    }
    return length;
  }

  private boolean isQuote(int index) {
    return index < bytes.length && bytes[index] == '"';
  }

  private byte content() {
    if (bytes[at] == 0) {
      throw Bad.line(line, "a NUL", "is this really a table?");
    }
    return bytes[at++];
  }

  private boolean atLineEnd() {
    return bytes[at] == '\n'
        || (bytes[at] == '\r' && (at + 1 == bytes.length || bytes[at + 1] == '\n'));
  }

  private void endLine() {
    took('\r');
    took('\n');
    line++;
  }

  private boolean took(char wanted) {
    boolean there = at < bytes.length && bytes[at] == wanted;
    at += there ? 1 : 0;
    return there;
  }

  @Override
  public void close() {
    rows.forEach(row -> row.cells().forEach(Secret::close));
  }
}
