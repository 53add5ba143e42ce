package dev.keymaster.cli;

import dev.keymaster.model.AccessReport;
import dev.keymaster.model.AccessReport.Row;
import dev.keymaster.model.AccessReport.Share;
import dev.keymaster.model.AccessReport.Totals;
import dev.keymaster.model.AccessReport.Unusual;
import dev.keymaster.model.Printable;
import dev.keymaster.report.Method;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An access report for a person, in 80 columns. */
final class AccessText {
  private static final int MOST_ROWS = 40;
  private static final int MOST_OTHERS = 10;
  private static final int PROGRAM = 18;
  private static final int KEY = 22;
  private static final int WIDTH = 80;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private final Output output;
  private final AccessReport report;
  private final long usualUser;

  AccessText(Session session, AccessReport report) {
    this.output = session.output();
    this.report = report;
    this.usualUser =
        report.rows().stream()
            .collect(Collectors.groupingBy(Row::uid, Collectors.counting()))
            .entrySet()
            .stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse(-1L);
  }

  void print() {
    output.line(sums());
    if (!report.rows().isEmpty()) {
      output.line("");
      rows();
      newPrograms();
      unusual();
    }
    output.line("");
    wrapped(Method.of(report));
  }

  private String sums() {
    Totals totals = report.totals();
    String accesses = totals.accesses() == 1 ? " access since " : " accesses since ";
    List<String> sums = new ArrayList<>();
    sums.add(totals.accesses() + accesses + time(report.query().since()));
    sums.add(Ages.count(report.keys().size(), "key"));
    sums.add(Ages.count(report.programs().size(), "program"));
    if (totals.refused() > 0) {
      sums.add(totals.refused() + " refused");
    }
    return String.join(", ", sums);
  }

  private void rows() {
    Table table = new Table("PROGRAM", "KEY", "TIMES", "LAST", "NOTE");
    for (Row row : first(report.rows(), MOST_ROWS)) {
      table.row(
          program(row.uid(), row.program()),
          row.key() == null ? "-" : brief(AccessReport.name(row.key()), KEY),
          Long.toString(row.accesses()),
          time(row.last()),
          note(row));
    }
    table.print(output, WIDTH);
    more(report.rows().size() - MOST_ROWS);
    if (report.totals().unlisted() > 0) {
      output.line(report.totals().unlisted() + " more by further programs or of further keys");
    }
  }

  private static String note(Row row) {
    List<String> notes = new ArrayList<>();
    if (row.newProgram()) {
      notes.add("new");
    }
    if (row.refused() > 0) {
      notes.add(row.refused() + " refused");
    }
    if (row.unusual() > 0) {
      notes.add(row.unusual() + " odd");
    }
    return String.join(", ", notes);
  }

  private void newPrograms() {
    List<Share> all = report.newPrograms();
    if (all.isEmpty()) {
      return;
    }
    output.line("\nPrograms seen for the first time (new)");
    for (Share share : first(all, MOST_OTHERS)) {
      output.line(time(share.first()) + "  " + brief(share.name(), WIDTH / 2));
    }
    more(all.size() - MOST_OTHERS);
  }

  private void unusual() {
    if (report.unusual().isEmpty()) {
      return;
    }
    output.line("\nAt unusual hours (odd), newest first");
    for (Unusual access : first(report.unusual(), MOST_OTHERS)) {
      String key = brief(AccessReport.name(access.key()), KEY);
      output.line(
          time(access.time()) + "  " + key + "  " + program(access.uid(), access.program()));
    }
    more(report.totals().unusual() - MOST_OTHERS);
  }

  private static <T> List<T> first(List<T> all, int most) {
    return all.subList(0, Math.min(most, all.size()));
  }

  private void more(long left) {
    if (left > 0) {
      output.line("… and " + left + " more; --json has all of them");
    }
  }

  /** The user only where it is not the usual one. */
  private String program(long uid, String name) {
    String user = uid == usualUser ? "" : " uid " + uid;
    return brief(name, Math.max(4, PROGRAM - user.length())) + user;
  }

  private static String brief(String text, int most) {
    String clean = Printable.clean(text);
    return clean.codePointCount(0, clean.length()) <= most
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, most - 1)) + "…";
  }

  private String time(Instant time) {
    return TIME.format(time.atZone(report.query().zone()));
  }

  private void wrapped(String text) {
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() >= WIDTH) {
        output.line(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    output.line(line.toString());
  }
}
