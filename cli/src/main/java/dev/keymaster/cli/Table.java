package dev.keymaster.cli;

import dev.keymaster.model.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in columns for a person. What does not fit the terminal is cut: the last column at the edge,
 * and the widest of the others where they alone are too wide.
 */
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
    int[] widths = fitting(columns);
    for (int i = 0; i < rows.size(); i++) {
      String line = line(rows.get(i), widths, columns);
      output.line(i == 0 ? output.style().bold(line) : line);
    }
  }

  private int[] fitting(int columns) {
    int[] widths = widths();
    int last = widths.length - 1;
    while (Arrays.stream(widths, 0, last).sum() + last * GAP.length() > columns - NARROWEST) {
      int widest = 0;
      for (int i = 1; i < last; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (last == 0 || widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
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
      String cell = cut(row.get(i), widths[i]);
      line.append(cell).repeat(' ', widths[i] - width(cell)).append(GAP);
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
