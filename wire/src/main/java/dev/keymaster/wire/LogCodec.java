package dev.keymaster.wire;

import dev.keymaster.model.EventFilter;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.PruneReport;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Questions to the audit log as JSON (docs/openapi.yaml). */
public final class LogCodec {
  private LogCodec() {}

  /** Writes which events are wanted. */
  public static JsonWriter filter(EventFilter filter) {
    @Nullable Long uid = filter.uid();
    JsonWriter json =
        new JsonWriter()
            .set("since", filter.since())
            .set("until", filter.until())
            .texts("kinds", filter.kinds().stream().map(Words::of).sorted().toList())
            .set("environment", filter.env())
            .set("key", filter.key())
            .set("program", filter.program())
            .set("from", filter.from())
            .set("limit", filter.limit());
    if (filter.before() != Long.MAX_VALUE) {
      json.set("before", filter.before());
    }
    return uid == null ? json : json.set("uid", uid);
  }

  /** Reads which events are wanted; nothing but that may be left in {@code json}. */
  public static EventFilter filter(JsonObject json) {
    Set<EventKind> kinds =
        json.texts("kinds").stream()
            .map(word -> Words.as(EventKind.values(), word))
            .collect(Collectors.toUnmodifiableSet());
    @Nullable Long before = json.numberOrNull("before");
    EventFilter filter =
        new EventFilter(
            json.timeOrNull("since"),
            json.timeOrNull("until"),
            kinds,
            json.textOrNull("environment"),
            json.textOrNull("key"),
            json.textOrNull("program"),
            json.numberOrNull("uid"),
            json.number("from"),
            before == null ? Long.MAX_VALUE : before,
            json.integer("limit"));
    json.end();
    return filter;
  }

  /** Writes how long events are to be kept. */
  public static JsonWriter retention(@Nullable Integer days, @Nullable Integer minimum) {
    JsonWriter json = new JsonWriter();
    if (days != null) {
      json.set("days", days);
    }
    return minimum == null ? json : json.set("minimum", minimum);
  }

  /** Writes what pruning did. */
  public static JsonWriter pruned(PruneReport report) {
    return new JsonWriter()
        .set("days", report.days())
        .set("minimum", report.minimum())
        .set("erased", report.erased())
        .set("pruned", report.pruned());
  }

  /** Reads what pruning did. */
  public static PruneReport pruned(JsonObject json) {
    PruneReport report =
        new PruneReport(
            json.integer("days"),
            json.integer("minimum"),
            json.number("erased"),
            json.number("pruned"));
    json.end();
    return report;
  }
}
