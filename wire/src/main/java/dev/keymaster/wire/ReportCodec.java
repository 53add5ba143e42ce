package dev.keymaster.wire;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AccessReport;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Reports as JSON (docs/openapi.yaml). */
public final class ReportCodec {
  private ReportCodec() {}

  /** Writes which accesses a report is about. */
  public static JsonWriter query(AccessQuery query) {
    @Nullable EnvironmentName environment = query.environment();
    @Nullable KeyName key = query.key();
    return new JsonWriter()
        .set("since", query.since())
        .set("zone", query.zone().getId())
        .set("environment", environment == null ? null : environment.value())
        .set("key", key == null ? null : key.value())
        .set("program", query.program());
  }

  /** Reads which accesses a report is about. */
  public static AccessQuery query(JsonObject json) {
    @Nullable String environment = json.textOrNull("environment");
    @Nullable String key = json.textOrNull("key");
    AccessQuery query =
        new AccessQuery(
            json.time("since"),
            zone(json.text("zone")),
            environment == null ? null : new EnvironmentName(environment),
            key == null ? null : new KeyName(key),
            json.textOrNull("program"));
    json.end();
    return query;
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw KeymasterException.usage("not a time zone: " + Printable.quote(text), "");
    }
  }

  /** Writes a report. */
  public static JsonWriter report(AccessReport report) {
    return new JsonWriter()
        .set("query", query(report.query()))
        .set("until", report.until())
        .set("totals", totals(report.totals()))
        .objects("rows", report.rows().stream().map(ReportCodec::row).toList())
        .objects("days", report.days().stream().map(ReportCodec::day).toList())
        .numbers("week", report.week())
        .objects("unusual", report.unusual().stream().map(ReportCodec::unusual).toList());
  }

  /** Reads a report. */
  public static AccessReport report(JsonObject json) {
    AccessReport report =
        new AccessReport(
            query(json.object("query")),
            json.time("until"),
            totals(json.object("totals")),
            json.objects("rows").stream().map(ReportCodec::row).toList(),
            json.objects("days").stream().map(ReportCodec::day).toList(),
            json.numbers("week"),
            json.objects("unusual").stream().map(ReportCodec::unusual).toList());
    json.end();
    return report;
  }

  private static JsonWriter totals(AccessReport.Totals totals) {
    return new JsonWriter()
        .set("accesses", totals.accesses())
        .set("refused", totals.refused())
        .set("judged", totals.judged())
        .set("unusual", totals.unusual())
        .set("unlisted", totals.unlisted());
  }

  private static AccessReport.Totals totals(JsonObject json) {
    AccessReport.Totals totals =
        new AccessReport.Totals(
            json.number("accesses"),
            json.number("refused"),
            json.number("judged"),
            json.number("unusual"),
            json.number("unlisted"));
    json.end();
    return totals;
  }

  private static JsonWriter row(AccessReport.Row row) {
    @Nullable KeyRef key = row.key();
    return new JsonWriter()
        .set("uid", row.uid())
        .set("program", row.program())
        .set("key", key == null ? null : key.toString())
        .set("accesses", row.accesses())
        .set("refused", row.refused())
        .set("unusual", row.unusual())
        .set("first", row.first())
        .set("last", row.last())
        .set("new_program", row.newProgram());
  }

  private static AccessReport.Row row(JsonObject json) {
    @Nullable String key = json.textOrNull("key");
    AccessReport.Row row =
        new AccessReport.Row(
            json.number("uid"),
            json.text("program"),
            key == null ? null : KeyRef.parse(key),
            json.number("accesses"),
            json.number("refused"),
            json.number("unusual"),
            json.time("first"),
            json.time("last"),
            json.flag("new_program"));
    json.end();
    return row;
  }

  private static JsonWriter day(AccessReport.Day day) {
    return new JsonWriter()
        .set("date", day.date().toString())
        .set("accesses", day.accesses())
        .set("refused", day.refused());
  }

  private static AccessReport.Day day(JsonObject json) {
    AccessReport.Day day =
        new AccessReport.Day(
            date(json.text("date")), json.number("accesses"), json.number("refused"));
    json.end();
    return day;
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw KeymasterException.usage("not a date in JSON: " + Printable.quote(text), "");
    }
  }

  private static JsonWriter unusual(AccessReport.Unusual access) {
    return new JsonWriter()
        .set("time", access.time())
        .set("uid", access.uid())
        .set("program", access.program())
        .set("key", access.key().toString());
  }

  private static AccessReport.Unusual unusual(JsonObject json) {
    AccessReport.Unusual access =
        new AccessReport.Unusual(
            json.time("time"),
            json.number("uid"),
            json.text("program"),
            KeyRef.parse(json.text("key")));
    json.end();
    return access;
  }
}
