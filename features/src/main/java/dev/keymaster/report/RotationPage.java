package dev.keymaster.report;

import dev.keymaster.model.Deadline;
import dev.keymaster.model.Deadline.Urgency;
import dev.keymaster.report.BarChart.Bar;
import dev.keymaster.report.RotationReport.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A rotation report as one HTML page; see {@link Page}. */
public final class RotationPage {
  private static final int MOST_ROWS = 500;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("yyyy-MM", Locale.ROOT);

  /** A span of time that rotations are sorted into. */
  private record Span(String name, Duration end) {}

  private static final List<Span> SPANS =
      List.of(
          new Span("up to 5 seconds", Duration.ofSeconds(5)),
          new Span("up to a minute", Duration.ofMinutes(1)),
          new Span("up to 10 minutes", Duration.ofMinutes(10)),
          new Span("up to an hour", Duration.ofHours(1)),
          new Span("longer", Duration.ofDays(36_500)));

  private final RotationReport report;
  private final ZoneId zone;
  private final Page page;

  private RotationPage(RotationReport report, ZoneId zone) {
    this.report = report;
    this.zone = zone;
    String span = date(report.since()) + " to " + date(report.until());
    this.page = new Page("Rotation report", span + ", dates in " + Html.text(zone.getId()));
  }

  /** Returns the page, with dates of that zone, to be written as UTF-8. */
  public static String of(RotationReport report, ZoneId zone) {
    RotationPage written = new RotationPage(report, zone);
    written.tiles();
    written.charts();
    written.rows();
    return written.page.whole();
  }

  private void tiles() {
    long overdue = report.count(Urgency.OVERDUE);
    long expired = report.count(Urgency.EXPIRED);
    Long percent = report.successPercent();
    page.add("<section class=\"tiles\">\n");
    page.tile("keys", Html.number(report.rows().size()), false);
    page.tile("overdue", Html.number(overdue), overdue > 0);
    page.tile("expired", Html.number(expired), expired > 0);
    page.tile("rotations", Html.number(report.done()), false);
    page.tile("failed", Html.number(report.failed()), report.failed() > 0);
    page.tile("success", percent == null ? "–" : percent + " %", percent != null && percent < 100);
    page.tile("median time", span(report.median()), false);
    page.add("</section>\n");
  }

  private static String span(@Nullable Duration time) {
    if (time == null) {
      return "–";
    }
    return time.toSeconds() < 60 ? time.toSeconds() + " s" : time.toMinutes() + " min";
  }

  private void charts() {
    page.add("<div class=\"pair\">\n");
    chart("Oldest values, in days", report.rows().stream().map(RotationPage::age).toList());
    chart("Rotations by month", months());
    chart("Time until the new key was handed out", spans());
    page.add("</div>\n");
  }

  private void chart(String title, List<Bar> bars) {
    page.add("<section>\n<h2>" + title + "</h2>\n")
        .add(bars.isEmpty() ? "<p class=\"none\">none</p>\n" : BarChart.of(title, bars))
        .add("</section>\n");
  }

  private static Bar age(Row row) {
    return new Bar(name(row.deadline()), row.age().toDays());
  }

  private static String name(Deadline deadline) {
    return deadline.ref().environment() + "/" + deadline.ref().name();
  }

  private List<Bar> months() {
    return report.rotations().stream()
        .filter(one -> one.took() != null)
        .collect(
            Collectors.groupingBy(
                one -> MONTH.format(one.begun().atZone(zone)), TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(month -> new Bar(month.getKey(), month.getValue()))
        .toList();
  }

  private List<Bar> spans() {
    List<Bar> bars = new ArrayList<>();
    List<Duration> times = report.times();
    int before = 0;
    for (Span span : SPANS) {
      int within = (int) times.stream().filter(time -> time.compareTo(span.end()) <= 0).count();
      bars.add(new Bar(span.name(), within - before));
      before = within;
    }
    return times.isEmpty() ? List.of() : bars;
  }

  private void rows() {
    List<Row> shown = report.rows().subList(0, Math.min(MOST_ROWS, report.rows().size()));
    page.add("<section class=\"wide\">\n<h2>Keys</h2>\n");
    page.table("Key", "Service", "Is", "#Days old", "Stored", "Rotate by", "Ends");
    for (Row row : shown) {
      Deadline key = row.deadline();
      page.row(
          Html.text(name(key)),
          Html.text(key.service().value()),
          row.urgency().name().toLowerCase(Locale.ROOT),
          Html.number(row.age().toDays()),
          date(key.since()),
          date(key.due()),
          date(key.expires()));
    }
    page.end(shown.size(), report.rows().size());
  }

  private String date(@Nullable Instant time) {
    return time == null ? "–" : DATE.format(time.atZone(zone));
  }
}
