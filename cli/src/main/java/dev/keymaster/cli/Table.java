package dev.keymaster.cli;

import dev.keymaster.model.Printable;
import java.util.ArrayList;
import java.util.List;

/** Rows in columns for a person. The last column is cut at the edge of the terminal. */
final class Table {
  private static final String GAP = "  ";
  private static final int NARROWEST = 8;

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    rows.add(List.of(headings));
  }

  /** Adds a row; cells are cleaned of control characters. */
  Table row(String... cells) {
    rows.add(List.of(cells).stream().map(Printable::clean).toList());
    return this;
  }

  /** Prints the table. */
  void print(Output output, int columns) {
    int[] widths = widths();
    for (int i = 0; i < rows.size(); i++) {
      String line = line(rows.get(i), widths, columns);
      output.line(i == 0 ? output.style().bold(line) : line);
    }
  }

  private int[] widths() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    return widths;
  }

  private static String line(List<String> row, int[] widths, int columns) {
    StringBuilder line = new StringBuilder();
    int last = widths.length - 1;
    for (int i = 0; i < last; i++) {
      line.append(row.get(i)).repeat(' ', widths[i] - width(row.get(i))).append(GAP);
    }
    int room = Math.max(NARROWEST, columns - width(line.toString()));
    return line.append(cut(row.get(last), room)).toString().stripTrailing();
  }

  private static String cut(String text, int room) {
    if (width(text) <= room) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, room - 1)) + "…";
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
