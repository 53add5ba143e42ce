package dev.keymaster.cli;

import dev.keymaster.model.Deadline.Urgency;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Selection;
import dev.keymaster.report.RotationCount;
import dev.keymaster.report.RotationPage;
import dev.keymaster.report.RotationReport;
import dev.keymaster.report.RotationReport.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code report rotation}. */
@Command(
    description =
        "Tells how old the values of keys are, which are overdue by the policy, and how rotations"
            + " went: how many, how many of them failed, how long they took.",
    footer = {
      "  keymaster report rotation",
      "  keymaster report rotation --since 365d --env prod --json",
      "  keymaster report rotation --html rotation.html"
    })
final class ReportRotationVerb extends Verb {
  private static final int MOST_ROWS = 40;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "count rotations from how long ago (90d), a date or a time; default 90d")
  String since = "90d";

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write one HTML page with charts, mode 0600")
  @Nullable String html;

  @Override
  int run(Session session) throws IOException {
    Instant from = When.past(since, session.now());
    Path page = html == null ? null : session.world().directory().resolve(html);
    if (page != null) {
      NewFile.demandFree(page);
    }
    RotationReport report = report(session, from);
    if (page != null) {
      NewFile.write(page, RotationPage.of(report, ZoneId.systemDefault()));
      session.output().note("wrote " + page);
    }
    if (session.output().json()) {
      session.output().json(json(report));
    } else if (page == null) {
      print(session, report);
    }
    return 0;
  }

  private RotationReport report(Session session, Instant from) {
    Selection chosen = session.chosen(null);
    String env = chosen.environment() == null ? null : chosen.environment().value();
    EventFilter rotations =
        new EventFilter(
            from, null, Set.of(EventKind.ROTATE), env, null, null, null, 0, EventFilter.MOST);
    RotationCount count = new RotationCount(session.now());
    List<Event> events = session.engine().log().events(rotations);
    events.forEach(count::add);
    return count.report(from, session.engine().lifecycle().deadlines(chosen));
  }

  private static Json json(RotationReport report) {
    Json totals =
        Json.object()
            .set("keys", report.rows().size())
            .set("overdue", report.count(Urgency.OVERDUE))
            .set("expired", report.count(Urgency.EXPIRED))
            .set("rotations", report.done())
            .set("failed", report.failed());
    Long percent = report.successPercent();
    if (percent != null) {
      totals.set("success_percent", percent);
    }
    Duration median = report.median();
    if (median != null) {
      totals.set("median_ms", median.toMillis());
      totals.set("longest_ms", report.times().getLast().toMillis());
    }
    return Json.document("rotation-report")
        .set("since", report.since())
        .set("until", report.until())
        .set("totals", totals)
        .objects("keys", report.rows().stream().map(ReportRotationVerb::json).toList())
        .objects("rotations", report.rotations().stream().map(ReportRotationVerb::json).toList());
  }

  private static Json json(Row row) {
    return Json.object()
        .set("key", row.deadline().ref().toString())
        .set("service", row.deadline().service().value())
        .set("urgency", KeyJson.word(row.urgency()))
        .set("age_days", row.age().toDays())
        .set("since", row.deadline().since())
        .set("due", row.deadline().due())
        .set("expires", row.deadline().expires());
  }

  private static Json json(RotationReport.Rotation one) {
    Duration took = one.took();
    Json json = Json.object().set("key", one.ref().toString()).set("begun", one.begun());
    if (took != null) {
      json.set("took_ms", took.toMillis());
    }
    return json.set("open", one.open());
  }

  private static void print(Session session, RotationReport report) {
    Output output = session.output();
    output.line(sums(report));
    if (report.rows().isEmpty()) {
      return;
    }
    output.line("");
    Table table = new Table("KEY", "ENV", "SERVICE", "IS", "AGE", "ROTATE BY");
    List<Row> shown = report.rows().subList(0, Math.min(MOST_ROWS, report.rows().size()));
    for (Row row : shown) {
      Instant due = row.deadline().due();
      table.row(
          row.deadline().ref().name().value(),
          row.deadline().ref().environment().value(),
          row.deadline().service().value(),
          KeyJson.word(row.urgency()),
          Ages.length(row.age()),
          due == null ? "-" : Ages.second(due));
    }
    session.print(table);
    if (shown.size() < report.rows().size()) {
      output.note("and " + Ages.count(report.rows().size() - shown.size(), "younger key"));
    }
  }

  private static String sums(RotationReport report) {
    String sums =
        Ages.count(report.rows().size(), "key")
            + ", "
            + report.count(Urgency.OVERDUE)
            + " overdue, "
            + report.count(Urgency.EXPIRED)
            + " expired; "
            + Ages.count(report.done(), "rotation")
            + " since "
            + Ages.second(report.since())
            + ", "
            + report.failed()
            + " failed";
    Duration median = report.median();
    Long percent = report.successPercent();
    return median == null || percent == null
        ? sums
        : sums + ", " + percent + " % success, half of them within " + seconds(median);
  }

  private static String seconds(Duration time) {
    return time.toSeconds() < 60 ? Ages.count(time.toSeconds() + 1, "second") : Ages.left(time);
  }
}
