package dev.keymaster.wire;

import dev.keymaster.model.Discrepancy;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.util.List;

/** What providers list, as JSON (docs/openapi.yaml). */
public final class InventoryCodec {
  private InventoryCodec() {}

  /** Packs which key shall be adopted; the value stays the caller's to close. */
  static Pairs adopt(KeyRef ref, ServiceName service, String id, Secret value) {
    JsonWriter about =
        new JsonWriter().set("key", ref.toString()).set("service", service.value()).set("id", id);
    return new Pairs().add(ValueCodec.ABOUT, about.bytes()).add("value", value);
  }

  /** Unpacks which key shall be adopted, and has that done. */
  public static JsonWriter adopt(Pairs pairs, Inventory inventory) {
    JsonObject about = ValueCodec.about(pairs);
    KeyRef ref = KeyRef.parse(about.text("key"));
    ServiceName service = new ServiceName(about.text("service"));
    String id = about.text("id");
    about.end();
    Secret value = ValueCodec.value(pairs.all(), 0);
    return KeyCodec.record(inventory.adopt(ref, service, id, value));
  }

  /** Writes what was found. */
  public static JsonWriter found(List<Discrepancy> all) {
    return new JsonWriter().objects("found", all.stream().map(InventoryCodec::found).toList());
  }

  private static JsonWriter found(Discrepancy one) {
    KeyRef ref = one.ref();
    return new JsonWriter()
        .set("service", one.service().value())
        .set("kind", Words.of(one.kind()))
        .set("id", one.id())
        .set("name", one.name())
        .set("hint", one.hint())
        .set("key", ref == null ? null : ref.toString())
        .set("created", one.created())
        .set("last_used", one.lastUsed())
        .set("note", one.note());
  }

  /** Reads what was found. */
  public static List<Discrepancy> found(JsonObject json) {
    List<Discrepancy> all = json.objects("found").stream().map(InventoryCodec::one).toList();
    json.end();
    return all;
  }

  private static Discrepancy one(JsonObject json) {
    ServiceName service = new ServiceName(json.text("service"));
    Discrepancy.Kind kind = Words.as(Discrepancy.Kind.values(), json.text("kind"));
    String ref = json.textOrNull("key");
    Discrepancy one =
        new Discrepancy(
            service,
            kind,
            json.text("id"),
            json.text("name"),
            json.text("hint"),
            ref == null ? null : KeyRef.parse(ref),
            json.timeOrNull("created"),
            json.timeOrNull("last_used"),
            json.text("note"));
    json.end();
    return one;
  }
}
