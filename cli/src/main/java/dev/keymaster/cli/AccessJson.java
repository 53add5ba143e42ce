package dev.keymaster.cli;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AccessReport;
import dev.keymaster.model.AccessReport.Row;
import dev.keymaster.model.AccessReport.Share;
import dev.keymaster.model.AccessReport.Totals;
import dev.keymaster.model.AccessReport.Unusual;
import dev.keymaster.model.KeyRef;
import dev.keymaster.report.Method;
import org.jspecify.annotations.Nullable;

/** An access report as JSON: {@code keymaster/access-report/1}. */
final class AccessJson {
  private AccessJson() {}

  static Json of(AccessReport report) {
    return Json.document("access-report")
        .set("since", report.query().since())
        .set("until", report.until())
        .set("zone", report.query().zone().getId())
        .set("only", only(report.query()))
        .set("totals", totals(report))
        .objects("accesses", report.rows().stream().map(AccessJson::row).toList())
        .objects("programs", report.programs().stream().map(AccessJson::program).toList())
        .objects("days", report.days().stream().map(AccessJson::day).toList())
        .numbers("hours_of_week", report.week())
        .objects("unusual", report.unusual().stream().map(AccessJson::unusual).toList())
        .set("baseline", baseline(report));
  }

  private static Json only(AccessQuery query) {
    return Json.object()
        .set("environment", query.environment() == null ? null : query.environment().value())
        .set("key", query.key() == null ? null : query.key().value())
        .set("program", query.program());
  }

  private static Json totals(AccessReport report) {
    Totals totals = report.totals();
    return Json.object()
        .set("accesses", totals.accesses())
        .set("refused", totals.refused())
        .set("keys", report.keys().size())
        .set("programs", report.programs().size())
        .set("new_programs", report.newPrograms().size())
        .set("unusual", totals.unusual())
        .set("judged", totals.judged())
        .set("unlisted", totals.unlisted());
  }

  private static Json row(Row row) {
    return key(Json.object().set("uid", row.uid()).set("program", row.program()), row.key())
        .set("accesses", row.accesses())
        .set("refused", row.refused())
        .set("unusual", row.unusual())
        .set("first", row.first())
        .set("last", row.last());
  }

  private static Json key(Json json, @Nullable KeyRef key) {
    return json.set("environment", key == null ? null : key.environment().value())
        .set("key", key == null ? null : key.name().value());
  }

  private static Json program(Share share) {
    return Json.object()
        .set("program", share.name())
        .set("accesses", share.accesses())
        .set("first", share.first())
        .set("last", share.last())
        .set("new", share.newProgram());
  }

  private static Json day(AccessReport.Day day) {
    return Json.object()
        .set("date", day.date().toString())
        .set("accesses", day.accesses())
        .set("refused", day.refused());
  }

  private static Json unusual(Unusual access) {
    return key(
        Json.object()
            .set("time", access.time())
            .set("uid", access.uid())
            .set("program", access.program()),
        access.key());
  }

  private static Json baseline(AccessReport report) {
    return Json.object()
        .set("days", AccessReport.BASELINE_DAYS)
        .set("accesses_needed", AccessReport.BASELINE_ACCESSES)
        .set("enough_history", report.totals().judged() > 0)
        .set("method", Method.of(report));
  }
}
