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
  static JsonWriter verify(List<KeyRef> refs, Map<String, String> addresses) {
    return new JsonWriter()
        .texts("keys", refs.stream().map(KeyRef::toString).toList())
        .map("addresses", addresses);
  }

  /** Reads which keys shall be asked for, and asks. */
  public static JsonWriter verify(JsonObject json, Lifecycle lifecycle) {
    List<KeyRef> refs = json.texts("keys").stream().map(KeyRef::parse).toList();
    Map<String, String> addresses = json.map("addresses");
    json.end();
    return new JsonWriter()
        .objects(
            "verified",
            lifecycle.verify(refs, addresses).stream().map(LifecycleCodec::verified).toList());
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
  static List<Verified> verified(JsonObject json) {
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
