package dev.keymaster.wire;

import dev.keymaster.model.KeyRef;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Verified;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
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
}
