package dev.keymaster.report;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AccessReport;
import dev.keymaster.model.AccessReport.Row;
import dev.keymaster.model.AccessReport.Share;
import dev.keymaster.model.AccessReport.Unusual;
import dev.keymaster.model.BugException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An access report as one HTML page that needs nothing else: drawings and style are in it, no
 * script, and its policy forbids the browser to fetch or run anything. Every name in it is escaped.
 */
public final class AccessPage {
  private static final int MOST_ROWS = 500;
  private static final int MOST_NEW = 50;
  private static final int MOST_UNUSUAL = 25;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);

  private final AccessReport report;
  private List<Boolean> numbers = List.of();
  private final StringBuilder out = new StringBuilder(1 << 16);

  private AccessPage(AccessReport report) {
    this.report = report;
  }

  /** Returns the page, to be written as UTF-8. */
  public static String of(AccessReport report) {
    return new AccessPage(report).page();
  }

  private String page() {
    head();
    tiles();
    charts();
    unusual();
    newPrograms();
    rows();
    method();
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private void head() {
    AccessQuery query = report.query();
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\"")
        .append(" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
        .append("<meta name=\"referrer\" content=\"no-referrer\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
        .append("<title>Access report</title>\n<style>\n")
        .append(style())
        .append("</style>\n</head>\n<body>\n<main>\n<header>\n<h1>Access report</h1>\n<p>")
        .append(date(query.since()) + " to " + date(report.until()))
        .append(", times in " + Html.text(query.zone().getId()) + filters(query))
        .append("</p>\n</header>\n");
  }

  private static String filters(AccessQuery query) {
    List<String> chosen = new ArrayList<>();
    if (query.environment() != null) {
      chosen.add("environment <b>" + Html.text(query.environment().value()) + "</b>");
    }
    if (query.key() != null) {
      chosen.add("key <b>" + Html.text(query.key().value()) + "</b>");
    }
    if (query.program() != null) {
      chosen.add("program <b>" + Html.brief(query.program(), 64) + "</b>");
    }
    return chosen.isEmpty() ? "" : "; only " + String.join(", ", chosen);
  }

  private void tiles() {
    AccessReport.Totals totals = report.totals();
    out.append("<section class=\"tiles\">\n");
    tile("accesses", totals.accesses(), false);
    tile("keys used", report.keys().size(), false);
    tile("programs", report.programs().size(), false);
    tile("new programs", report.newPrograms().size(), !report.newPrograms().isEmpty());
    tile("refused", totals.refused(), totals.refused() > 0);
    if (totals.judged() == 0) {
      tile("unusual hours", "–", false);
    } else {
      tile("unusual hours", totals.unusual(), totals.unusual() > 0);
    }
    out.append("</section>\n");
  }

  private void tile(String label, long number, boolean notable) {
    tile(label, Html.number(number), notable);
  }

  private void tile(String label, String number, boolean notable) {
    out.append("<div class=\"tile" + (notable ? " notable" : "") + "\"><b>" + number + "</b><span>")
        .append(label)
        .append("</span></div>\n");
  }

  private void charts() {
    out.append("<section class=\"wide\">\n<h2>Accesses over time</h2>\n");
    out.append(legend()).append(DayChart.of(report)).append("</section>\n<div class=\"pair\">\n");
    out.append("<section>\n<h2>Hours of the week</h2>\n").append(WeekMap.of(report.week()));
    out.append("</section>\n<section>\n<h2>Most used keys</h2>\n");
    out.append(share("most used keys", report.keys())).append("</section>\n");
    out.append("<section>\n<h2>Most active programs</h2>\n");
    out.append(share("most active programs", report.programs())).append("</section>\n");
    out.append("</div>\n");
  }

  private String legend() {
    return report.totals().refused() == 0
        ? ""
        : "<p class=\"legend\"><span class=\"swatch bar\"></span> granted"
            + " <span class=\"swatch refused\"></span> refused</p>\n";
  }

  private static String share(String about, List<Share> shares) {
    return shares.isEmpty() ? "<p class=\"none\">none</p>\n" : ShareChart.of(about, shares);
  }

  private void unusual() {
    out.append("<section class=\"wide\">\n<h2>At unusual hours</h2>\n");
    if (report.totals().judged() == 0) {
      out.append("<p class=\"none\">not enough history</p>\n</section>\n");
      return;
    }
    List<Unusual> shown =
        report.unusual().subList(0, Math.min(MOST_UNUSUAL, report.unusual().size()));
    table("Time", "User", "Program", "Key");
    for (Unusual access : shown) {
      row(
          time(access.time()),
          Long.toString(access.uid()),
          Html.brief(access.program(), 64),
          Html.text(AccessReport.name(access.key())));
    }
    end(shown.size(), report.totals().unusual());
  }

  private void newPrograms() {
    List<Share> all = report.newPrograms();
    List<Share> shown = all.subList(0, Math.min(MOST_NEW, all.size()));
    out.append("<section class=\"wide\">\n<h2>Programs seen for the first time</h2>\n");
    table("First seen", "Program", "#Keys", "#Accesses", "Last use");
    for (Share program : shown) {
      row(
          time(program.first()),
          Html.brief(program.name(), 64),
          Integer.toString(program.others()),
          Html.number(program.accesses()),
          time(program.last()));
    }
    end(shown.size(), all.size());
  }

  private void rows() {
    List<Row> shown = report.rows().subList(0, Math.min(MOST_ROWS, report.rows().size()));
    out.append("<section class=\"wide\">\n<h2>Who used what</h2>\n");
    table("User", "Program", "Key", "#Accesses", "#Refused", "#Unusual", "Last");
    for (Row row : shown) {
      row(
          Long.toString(row.uid()),
          Html.brief(row.program(), 64) + (row.newProgram() ? " <i>new</i>" : ""),
          row.key() == null ? "–" : Html.text(AccessReport.name(row.key())),
          Html.number(row.accesses()),
          dashed(row.refused()),
          dashed(row.unusual()),
          time(row.last()));
    }
    end(shown.size(), report.rows().size());
  }

  private static String dashed(long count) {
    return count == 0 ? "–" : Html.number(count);
  }

  /** Starts a table; headings of numbers begin with a {@code #}. */
  private void table(String... headings) {
    numbers = Stream.of(headings).map(heading -> heading.startsWith("#")).toList();
    out.append("<div class=\"scroll\"><table>\n<thead><tr>");
    for (String heading : headings) {
      out.append(
          heading.startsWith("#")
              ? "<th class=\"number\">" + heading.substring(1) + "</th>"
              : "<th>" + heading + "</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
  }

  private void row(String... cells) {
    int at = 0;
    out.append("<tr>");
    for (String cell : cells) {
      out.append(numbers.get(at++) ? "<td class=\"number\">" : "<td>").append(cell).append("</td>");
    }
    out.append("</tr>\n");
  }

  private void end(long shown, long all) {
    out.append("</tbody></table></div>\n");
    if (shown == 0) {
      out.append("<p class=\"none\">none</p>\n");
    } else if (shown < all) {
      out.append("<p class=\"none\">and " + Html.number(all - shown) + " more</p>\n");
    }
    out.append("</section>\n");
  }

  private void method() {
    out.append("<footer>\n<p>").append(Html.text(Method.of(report))).append("</p>\n<p>");
    if (report.totals().unlisted() > 0) {
      out.append(Html.number(report.totals().unlisted()))
          .append(" accesses of further programs and keys are in the sums alone. ");
    }
    out.append("Made by Keymaster on ")
        .append(time(report.until()))
        .append(" from the audit log of this vault. It holds names of keys and no values.</p>\n")
        .append("</footer>\n");
  }

  private String time(Instant time) {
    return TIME.format(time.atZone(zone()));
  }

  private String date(Instant time) {
    return DATE.format(time.atZone(zone()));
  }

  private ZoneId zone() {
    return report.query().zone();
  }

  private static String style() {
    try (InputStream in = AccessPage.class.getResourceAsStream("page.css")) {
      if (in == null) {
        throw new BugException("page.css is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
