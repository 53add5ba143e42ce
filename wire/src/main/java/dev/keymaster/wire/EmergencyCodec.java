package dev.keymaster.wire;

import dev.keymaster.model.Freeze;
import dev.keymaster.model.Halted;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.ServiceName;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Freezes, and keys that are stopped, as JSON (docs/openapi.yaml). */
public final class EmergencyCodec {
  private EmergencyCodec() {}

  /** Writes which services are meant; none for all. */
  static JsonWriter services(Set<ServiceName> services) {
    return new JsonWriter().texts("services", names(services));
  }

  private static List<String> names(Collection<ServiceName> services) {
    return services.stream().map(ServiceName::value).toList();
  }

  /** Reads which services are meant; more may follow in {@code json}. */
  public static Set<ServiceName> services(JsonObject json) {
    return json.texts("services").stream().map(ServiceName::new).collect(Collectors.toSet());
  }

  /** Writes a freeze. */
  public static JsonWriter freeze(Freeze freeze) {
    return services(freeze.services()).set("since", freeze.since()).set("held", freeze.held());
  }

  /** Reads a freeze. */
  public static Freeze freeze(JsonObject json) {
    Freeze freeze = new Freeze(json.time("since"), services(json), json.text("held"));
    json.end();
    return freeze;
  }

  /** Writes whether something is frozen. */
  public static JsonWriter state(Optional<Freeze> freeze) {
    return new JsonWriter().set("freeze", freeze.map(EmergencyCodec::freeze).orElse(null));
  }

  /** Reads whether something is frozen. */
  public static Optional<Freeze> state(JsonObject json) {
    Optional<Freeze> freeze =
        Optional.ofNullable(json.objectOrNull("freeze")).map(EmergencyCodec::freeze);
    json.end();
    return freeze;
  }

  /** Writes what became of keys. */
  public static JsonWriter halted(List<Halted> all) {
    return new JsonWriter().objects("keys", all.stream().map(EmergencyCodec::halted).toList());
  }

  private static JsonWriter halted(Halted one) {
    return new JsonWriter()
        .set("key", one.ref().toString())
        .set("service", one.service().value())
        .set("outcome", Words.of(one.outcome()))
        .set("note", one.note())
        .set("page", one.page());
  }

  /** Reads what became of keys. */
  public static List<Halted> halted(JsonObject json) {
    List<Halted> all = json.objects("keys").stream().map(EmergencyCodec::one).toList();
    json.end();
    return all;
  }

  private static Halted one(JsonObject json) {
    Halted one =
        new Halted(
            KeyRef.parse(json.text("key")),
            new ServiceName(json.text("service")),
            Words.as(Halted.Outcome.values(), json.text("outcome")),
            json.text("note"),
            json.text("page"));
    json.end();
    return one;
  }
}
