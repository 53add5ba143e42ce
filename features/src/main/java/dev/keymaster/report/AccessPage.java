package dev.keymaster.report;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AccessReport;
import dev.keymaster.model.AccessReport.Row;
import dev.keymaster.model.AccessReport.Share;
import dev.keymaster.model.AccessReport.Unusual;
import dev.keymaster.report.BarChart.Bar;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
  private final Page page;

  private AccessPage(AccessReport report) {
    this.report = report;
    this.page = new Page("Access report", subtitle(report));
  }

  /** Returns the page, to be written as UTF-8. */
  public static String of(AccessReport report) {
    return new AccessPage(report).page();
  }

  private String page() {
    tiles();
    charts();
    unusual();
    newPrograms();
    rows();
    method();
    return page.whole();
  }

  private static String subtitle(AccessReport report) {
    AccessQuery query = report.query();
    ZoneId zone = query.zone();
    return DATE.format(query.since().atZone(zone))
        + " to "
        + DATE.format(report.until().atZone(zone))
        + ", times in "
        + Html.text(zone.getId())
        + filters(query);
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
    page.add("<section class=\"tiles\">\n");
    tile("accesses", totals.accesses(), false);
    tile("keys used", report.keys().size(), false);
    tile("programs", report.programs().size(), false);
    tile("new programs", report.newPrograms().size(), !report.newPrograms().isEmpty());
    tile("refused", totals.refused(), totals.refused() > 0);
    if (totals.judged() == 0) {
      page.tile("unusual hours", "–", false);
    } else {
      tile("unusual hours", totals.unusual(), totals.unusual() > 0);
    }
    page.add("</section>\n");
  }

  private void tile(String label, long number, boolean notable) {
    page.tile(label, Html.number(number), notable);
  }

  private void charts() {
    page.add("<section class=\"wide\">\n<h2>Accesses over time</h2>\n");
    page.add(legend()).add(DayChart.of(report)).add("</section>\n<div class=\"pair\">\n");
    page.add("<section>\n<h2>Hours of the week</h2>\n").add(WeekMap.of(report.week()));
    page.add("</section>\n<section>\n<h2>Most used keys</h2>\n");
    page.add(share("most used keys", report.keys())).add("</section>\n");
    page.add("<section>\n<h2>Most active programs</h2>\n");
    page.add(share("most active programs", report.programs())).add("</section>\n");
    page.add("</div>\n");
  }

  private String legend() {
    return report.totals().refused() == 0
        ? ""
        : "<p class=\"legend\"><span class=\"swatch bar\"></span> granted"
            + " <span class=\"swatch refused\"></span> refused</p>\n";
  }

  private static String share(String about, List<Share> shares) {
    List<Bar> bars = shares.stream().map(share -> new Bar(share.name(), share.accesses())).toList();
    return bars.isEmpty() ? "<p class=\"none\">none</p>\n" : BarChart.of(about, bars);
  }

  private void unusual() {
    page.add("<section class=\"wide\">\n<h2>At unusual hours</h2>\n");
    if (report.totals().judged() == 0) {
      page.add("<p class=\"none\">not enough history</p>\n</section>\n");
      return;
    }
    List<Unusual> shown =
        report.unusual().subList(0, Math.min(MOST_UNUSUAL, report.unusual().size()));
    page.table("Time", "User", "Program", "Key");
    for (Unusual access : shown) {
      page.row(
          time(access.time()),
          Long.toString(access.uid()),
          Html.brief(access.program(), 64),
          Html.text(AccessReport.name(access.key())));
    }
    page.end(shown.size(), report.totals().unusual());
  }

  private void newPrograms() {
    List<Share> all = report.newPrograms();
    List<Share> shown = all.subList(0, Math.min(MOST_NEW, all.size()));
    page.add("<section class=\"wide\">\n<h2>Programs seen for the first time</h2>\n");
    page.table("First seen", "Program", "#Keys", "#Accesses", "Last use");
    for (Share program : shown) {
      page.row(
          time(program.first()),
          Html.brief(program.name(), 64),
          Integer.toString(program.others()),
          Html.number(program.accesses()),
          time(program.last()));
    }
    page.end(shown.size(), all.size());
  }

  private void rows() {
    List<Row> shown = report.rows().subList(0, Math.min(MOST_ROWS, report.rows().size()));
    page.add("<section class=\"wide\">\n<h2>Who used what</h2>\n");
    page.table("User", "Program", "Key", "#Accesses", "#Refused", "#Unusual", "Last");
    for (Row row : shown) {
      page.row(
          Long.toString(row.uid()),
          Html.brief(row.program(), 64) + (row.newProgram() ? " <i>new</i>" : ""),
          row.key() == null ? "–" : Html.text(AccessReport.name(row.key())),
          Html.number(row.accesses()),
          dashed(row.refused()),
          dashed(row.unusual()),
          time(row.last()));
    }
    page.end(shown.size(), report.rows().size());
  }

  private static String dashed(long count) {
    return count == 0 ? "–" : Html.number(count);
  }

  private void method() {
    page.add("<footer>\n<p>").add(Html.text(Method.of(report))).add("</p>\n<p>");
    if (report.totals().unlisted() > 0) {
      page.add(Html.number(report.totals().unlisted()))
          .add(" accesses of further programs and keys are in the sums alone. ");
    }
    page.add("Made by Keymaster on ")
        .add(time(report.until()))
        .add(" from the audit log of this vault. It holds names of keys and no values.</p>\n")
        .add("</footer>\n");
  }

  private String time(Instant time) {
    return TIME.format(time.atZone(zone()));
  }

  private ZoneId zone() {
    return report.query().zone();
  }
}
