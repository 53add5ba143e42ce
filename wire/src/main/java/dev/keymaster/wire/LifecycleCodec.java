package dev.keymaster.wire;

import dev.keymaster.model.ChildOrder;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyUsage;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Verified;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Requests and answers about the life of keys as JSON; no value is ever in it. */
public final class LifecycleCodec {
  private LifecycleCodec() {}

  /** Writes which keys shall be asked for. */
  public static JsonWriter request(List<KeyRef> refs, Map<String, String> addresses) {
    return new JsonWriter()
        .texts("keys", refs.stream().map(KeyRef::toString).toList())
        .map("addresses", addresses);
  }

  /** Reads where providers answer; {@code json} still holds which keys shall be asked for. */
  public static Map<String, String> addresses(JsonObject json) {
    return json.map("addresses");
  }

  /** Reads which keys shall be asked for. */
  public static List<KeyRef> refs(JsonObject json) {
    List<KeyRef> refs = json.texts("keys").stream().map(KeyRef::parse).toList();
    json.end();
    return refs;
  }

  /** Writes what the providers said. */
  public static JsonWriter verified(List<Verified> all) {
    return new JsonWriter()
        .objects("verified", all.stream().map(LifecycleCodec::verified).toList());
  }

  private static JsonWriter verified(Verified one) {
    return new JsonWriter()
        .set("key", one.ref().toString())
        .set("service", one.service().value())
        .set("outcome", Words.of(one.outcome()))
        .set("asked", one.asked())
        .set("detail", one.detail())
        .map("limits", one.limits());
  }

  /** Reads what the providers said. */
  public static List<Verified> verified(JsonObject json) {
    List<Verified> all = json.objects("verified").stream().map(LifecycleCodec::one).toList();
    json.end();
    return all;
  }

  private static Verified one(JsonObject json) {
    Verified one =
        new Verified(
            KeyRef.parse(json.text("key")),
            new ServiceName(json.text("service")),
            Words.as(Verified.Outcome.values(), json.text("outcome")),
            json.flag("asked"),
            json.text("detail"),
            json.map("limits"));
    json.end();
    return one;
  }

  /** Writes which key shall be made. */
  static JsonWriter mint(KeyRef ref, KeyDetails details) {
    return new JsonWriter().set("key", ref.toString()).set("details", KeyCodec.details(details));
  }

  /** Reads which key shall be made, and has it made. */
  public static JsonWriter mint(JsonObject json, Lifecycle lifecycle) {
    KeyRef ref = KeyRef.parse(json.text("key"));
    KeyDetails details = KeyCodec.details(json.object("details"));
    json.end();
    return KeyCodec.record(lifecycle.mint(ref, details));
  }

  /** Writes which key shall be rotated. */
  static JsonWriter rotate(KeyRef ref, Duration grace, boolean rehearsal) {
    return new JsonWriter()
        .set("key", ref.toString())
        .set("grace", grace.toSeconds())
        .set("rehearsal", rehearsal);
  }

  /** Reads which key shall be rotated, and has that done. */
  public static JsonWriter rotate(JsonObject json, Lifecycle lifecycle) {
    KeyRef ref = KeyRef.parse(json.text("key"));
    Duration grace = Duration.ofSeconds(json.number("grace"));
    boolean rehearsal = json.flag("rehearsal");
    json.end();
    return progress(lifecycle.rotate(ref, grace, rehearsal));
  }

  /** Writes which key shall be made for a program. */
  static JsonWriter lend(ChildOrder order) {
    return new JsonWriter()
        .set("service", order.service().value())
        .map("terms", order.terms())
        .set("process", order.process())
        .set("program", order.program());
  }

  /** Reads which key shall be made for a program. */
  public static ChildOrder lend(JsonObject json) {
    ChildOrder order =
        new ChildOrder(
            new ServiceName(json.text("service")),
            json.map("terms"),
            json.number("process"),
            json.text("program"));
    json.end();
    return order;
  }

  /** Packs which key shall be replaced by what; the value stays the caller's to close. */
  static Pairs replacement(KeyRef ref, Secret value, Duration grace, String address) {
    JsonWriter about =
        new JsonWriter()
            .set("key", ref.toString())
            .set("grace", grace.toSeconds())
            .set("address", address);
    return new Pairs().add(ValueCodec.ABOUT, about.bytes()).add(ref.toString(), value);
  }

  /** Unpacks which key shall be replaced by what, and has that done. */
  public static JsonWriter replacement(Pairs pairs, Lifecycle lifecycle) {
    JsonObject json = ValueCodec.about(pairs);
    KeyRef ref = KeyRef.parse(json.text("key"));
    Duration grace = Duration.ofSeconds(json.number("grace"));
    String address = json.text("address");
    json.end();
    Secret value = ValueCodec.value(pairs.all(), 0);
    return progress(lifecycle.replace(ref, value, grace, address));
  }

  /** Writes how far something came. */
  public static JsonWriter progress(Progress progress) {
    return new JsonWriter()
        .set("key", progress.ref().toString())
        .set("ending", Words.of(progress.ending()))
        .set("note", progress.note())
        .set("until", progress.until());
  }

  /** Reads how far something came. */
  public static Progress progress(JsonObject json) {
    Progress progress =
        new Progress(
            KeyRef.parse(json.text("key")),
            Words.as(Progress.Ending.values(), json.text("ending")),
            json.text("note"),
            json.timeOrNull("until"));
    json.end();
    return progress;
  }

  /** Writes how far several things came. */
  public static JsonWriter progresses(List<Progress> all) {
    return new JsonWriter()
        .objects("progress", all.stream().map(LifecycleCodec::progress).toList());
  }

  /** Reads how far several things came. */
  public static List<Progress> progresses(JsonObject json) {
    List<Progress> all = json.objects("progress").stream().map(LifecycleCodec::progress).toList();
    json.end();
    return all;
  }

  /** Writes when keys are to be rotated and end. */
  public static JsonWriter deadlines(List<Deadline> all) {
    return new JsonWriter()
        .objects("deadlines", all.stream().map(LifecycleCodec::deadline).toList());
  }

  private static JsonWriter deadline(Deadline one) {
    JsonWriter json =
        new JsonWriter()
            .set("key", one.ref().toString())
            .set("service", one.service().value())
            .set("since", one.since());
    Duration every = one.every();
    if (every != null) {
      json.set("every", every.toSeconds());
    }
    return json.set("withheld", one.withheld()).set("expires", one.expires());
  }

  /** Reads when keys are to be rotated and end. */
  public static List<Deadline> deadlines(JsonObject json) {
    List<Deadline> all = json.objects("deadlines").stream().map(LifecycleCodec::deadline).toList();
    json.end();
    return all;
  }

  private static Deadline deadline(JsonObject json) {
    Long every = json.numberOrNull("every");
    Deadline one =
        new Deadline(
            KeyRef.parse(json.text("key")),
            new ServiceName(json.text("service")),
            json.time("since"),
            every == null ? null : Duration.ofSeconds(every),
            json.flag("withheld"),
            json.timeOrNull("expires"));
    json.end();
    return one;
  }

  /** Writes what keys used. */
  public static JsonWriter usage(List<KeyUsage> rows) {
    return new JsonWriter().objects("usage", rows.stream().map(LifecycleCodec::usage).toList());
  }

  private static JsonWriter usage(KeyUsage row) {
    return new JsonWriter()
        .set("key", row.ref().toString())
        .set("service", row.service().value())
        .set("used", row.used())
        .set("limit", row.limit())
        .set("remaining", row.remaining())
        .set("currency", row.currency())
        .set("rate_limit", row.rateLimit())
        .set("enabled", row.enabled())
        .set("failure", row.failure());
  }

  /** Reads what keys used. */
  public static List<KeyUsage> usage(JsonObject json) {
    List<KeyUsage> rows = json.objects("usage").stream().map(LifecycleCodec::row).toList();
    json.end();
    return rows;
  }

  private static KeyUsage row(JsonObject json) {
    KeyUsage row =
        new KeyUsage(
            KeyRef.parse(json.text("key")),
            new ServiceName(json.text("service")),
            json.textOrNull("used"),
            json.textOrNull("limit"),
            json.textOrNull("remaining"),
            json.text("currency"),
            json.text("rate_limit"),
            json.flag("enabled"),
            json.text("failure"));
    json.end();
    return row;
  }
}
