package dev.keymaster.wire;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.Stretching;
import dev.keymaster.model.VaultStatus;
import dev.keymaster.model.VerifyReport;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The vault, its slots, its log and failures as JSON (docs/openapi.yaml). Never a secret. */
public final class VaultCodec {
  private VaultCodec() {}

  /** Writes a slot. */
  public static JsonWriter slot(Slot slot) {
    Stretching kdf = slot.kdf();
    return new JsonWriter()
        .set("id", slot.id())
        .set("kind", Words.of(slot.kind()))
        .set("label", slot.label())
        .set("created", slot.created())
        .set("kdf", kdf == null ? null : stretching(kdf));
  }

  private static JsonWriter stretching(Stretching kdf) {
    return new JsonWriter().set("function", Words.of(kdf.kdf())).set("words", kdf.words());
  }

  /** Reads a slot. */
  public static Slot slot(JsonObject json) {
    @Nullable JsonObject kdf = json.objectOrNull("kdf");
    Slot slot =
        new Slot(
            json.text("id"),
            Words.as(SlotKind.values(), json.text("kind")),
            json.text("label"),
            json.time("created"),
            kdf == null ? null : stretching(kdf));
    json.end();
    return slot;
  }

  private static Stretching stretching(JsonObject json) {
    Stretching kdf =
        new Stretching(Words.as(NewSlot.Kdf.values(), json.text("function")), json.text("words"));
    json.end();
    return kdf;
  }

  /** Writes what can be told of a vault without opening it. */
  public static JsonWriter status(VaultStatus status) {
    return new JsonWriter()
        .set("exists", status.exists())
        .set("location", status.location())
        .set("id", status.id())
        .set("format", status.format())
        .objects("slots", status.slots().stream().map(VaultCodec::slot).toList());
  }

  /** Reads what can be told of a vault without opening it. */
  public static VaultStatus status(JsonObject json) {
    VaultStatus status =
        new VaultStatus(
            json.flag("exists"),
            json.text("location"),
            json.text("id"),
            json.integer("format"),
            json.objects("slots").stream().map(VaultCodec::slot).toList());
    json.end();
    return status;
  }

  /** Writes what a full check found. */
  public static JsonWriter report(VerifyReport report) {
    return new JsonWriter()
        .set("keys", report.keys())
        .set("versions", report.versions())
        .set("events", report.events())
        .texts("findings", report.findings());
  }

  /** Reads what a full check found. */
  public static VerifyReport report(JsonObject json) {
    VerifyReport report =
        new VerifyReport(
            json.number("keys"),
            json.number("versions"),
            json.number("events"),
            json.texts("findings"));
    json.end();
    return report;
  }

  /** Writes events. */
  public static JsonWriter events(List<Event> events) {
    return new JsonWriter().objects("events", events.stream().map(VaultCodec::event).toList());
  }

  /** Reads events. */
  public static List<Event> events(JsonObject json) {
    List<Event> events = json.objects("events").stream().map(VaultCodec::event).toList();
    json.end();
    return events;
  }

  private static JsonWriter event(Event event) {
    Caller caller = event.caller();
    return new JsonWriter()
        .set("number", event.number())
        .set("time", event.time())
        .set("kind", Words.of(event.kind()))
        .set("uid", caller.uid())
        .set("pid", caller.pid())
        .set("program", caller.program())
        .set("subject", event.subject())
        .set("detail", event.detail());
  }

  private static Event event(JsonObject json) {
    Event event =
        new Event(
            json.number("number"),
            json.time("time"),
            Words.as(EventKind.values(), json.text("kind")),
            new Caller(json.number("uid"), json.number("pid"), json.text("program")),
            json.text("subject"),
            json.text("detail"));
    json.end();
    return event;
  }

  /** Writes a failure. */
  public static JsonWriter failure(KeymasterException failure) {
    return new JsonWriter()
        .set(
            "error",
            new JsonWriter()
                .set("code", Words.of(failure.code()))
                .set("message", failure.getMessage())
                .set("hint", failure.hint()));
  }

  /** Reads a failure. */
  public static KeymasterException failure(JsonObject json) {
    JsonObject error = json.object("error");
    KeymasterException failure =
        new KeymasterException(
            Words.as(KeymasterException.Code.values(), error.text("code")),
            error.text("message"),
            error.text("hint"));
    error.end();
    json.end();
    return failure;
  }

  /** Returns the HTTP status of a failure. */
  public static int httpStatus(KeymasterException.Code code) {
    return switch (code) {
      case USAGE -> 400;
      case DENIED, APPROVAL_NEEDED -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case PARTIAL, FINDINGS, DAMAGED -> 422;
      case LOCKED -> 423;
      case PROOF_NEEDED, CODE_NEEDED -> 428;
      case FAILURE, CORRUPT -> 500;
      case UNAVAILABLE -> 503;
    };
  }
}
