package dev.keymaster.wire;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Stored;
import dev.keymaster.model.VersionState;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys as JSON (docs/openapi.yaml). Never their values. */
public final class KeyCodec {
  private static final String CLEARED = "never";

  private KeyCodec() {}

  /** Writes a line of a listing. */
  public static JsonWriter summary(KeySummary key) {
    return new JsonWriter()
        .set("environment", key.environment().value())
        .set("name", key.name().value())
        .set("service", key.service().value())
        .set("status", Words.of(key.status()))
        .set("hint", key.hint())
        .set("version", key.version())
        .set("updated", key.updated())
        .set("expires", key.expires())
        .set("variable", key.variable())
        .texts("tags", key.tags());
  }

  /** Reads a line of a listing. */
  public static KeySummary summary(JsonObject json) {
    KeySummary key =
        new KeySummary(
            new EnvironmentName(json.text("environment")),
            new KeyName(json.text("name")),
            new ServiceName(json.text("service")),
            Words.as(KeyStatus.values(), json.text("status")),
            json.text("hint"),
            json.integer("version"),
            json.time("updated"),
            json.timeOrNull("expires"),
            json.textOrNull("variable"),
            json.texts("tags"));
    json.end();
    return key;
  }

  /** Writes all that is known of a key. */
  public static JsonWriter record(KeyRecord key) {
    return new JsonWriter()
        .set("environment", key.environment().value())
        .set("name", key.name().value())
        .set("details", details(key.details()))
        .set("created", key.created())
        .set("updated", key.updated())
        .objects("versions", key.versions().stream().map(KeyCodec::version).toList());
  }

  /** Reads all that is known of a key. */
  public static KeyRecord record(JsonObject json) {
    KeyRecord key =
        new KeyRecord(
            new EnvironmentName(json.text("environment")),
            new KeyName(json.text("name")),
            details(json.object("details")),
            json.time("created"),
            json.time("updated"),
            json.objects("versions").stream().map(KeyCodec::version).toList());
    json.end();
    return key;
  }

  private static JsonWriter version(KeyVersion version) {
    return new JsonWriter()
        .set("number", version.number())
        .set("state", Words.of(version.state()))
        .set("created", version.created())
        .set("hint", version.hint())
        .set("length", version.length())
        .set("issued", version.issued() == null ? null : issued(version.issued()));
  }

  private static JsonWriter issued(Issued issued) {
    return new JsonWriter()
        .set("service", issued.service().value())
        .map("id", issued.id())
        .set("state", Words.of(issued.state()));
  }

  private static @Nullable Issued issuedOrNull(@Nullable JsonObject json) {
    return json == null ? null : issued(json);
  }

  private static Issued issued(JsonObject json) {
    Issued issued =
        new Issued(
            new ServiceName(json.text("service")),
            json.map("id"),
            Words.as(Issued.State.values(), json.text("state")));
    json.end();
    return issued;
  }

  private static KeyVersion version(JsonObject json) {
    KeyVersion version =
        new KeyVersion(
            json.integer("number"),
            Words.as(VersionState.values(), json.text("state")),
            json.time("created"),
            json.text("hint"),
            json.integer("length"),
            issuedOrNull(json.objectOrNull("issued")));
    json.end();
    return version;
  }

  /** Writes what a person says about a key. */
  public static JsonWriter details(KeyDetails details) {
    return new JsonWriter()
        .set("service", details.service().value())
        .texts("tags", details.tags())
        .set("note", details.note())
        .set("endpoint", details.endpoint())
        .set("variable", details.variable())
        .set("owner", details.owner())
        .set("expires", details.expires())
        .set("status", Words.of(details.status()))
        .map("metadata", details.metadata());
  }

  /** Reads what a person says about a key. */
  public static KeyDetails details(JsonObject json) {
    KeyDetails details =
        new KeyDetails(
            new ServiceName(json.text("service")),
            json.texts("tags"),
            json.text("note"),
            json.textOrNull("endpoint"),
            json.textOrNull("variable"),
            json.text("owner"),
            json.timeOrNull("expires"),
            Words.as(KeyStatus.values(), json.text("status")),
            json.map("metadata"));
    json.end();
    return details;
  }

  /** Writes a change of a key's details; an expiry that is cleared is {@code never}. */
  public static JsonWriter edit(KeyEdit edit) {
    Instant expires = edit.expires();
    boolean cleared = Instant.MAX.equals(expires);
    return new JsonWriter()
        .set("service", edit.service() == null ? null : edit.service().value())
        .texts("add_tags", edit.addTags())
        .texts("remove_tags", edit.removeTags())
        .set("note", edit.note())
        .set("endpoint", edit.endpoint())
        .set("variable", edit.variable())
        .set("owner", edit.owner())
        .set("expires", expires == null ? null : cleared ? CLEARED : expires.toString())
        .set("status", edit.status() == null ? null : Words.of(edit.status()))
        .map("set_metadata", edit.setMetadata())
        .texts("remove_metadata", edit.removeMetadata());
  }

  /** Reads a change of a key's details. */
  public static KeyEdit edit(JsonObject json) {
    @Nullable String service = json.textOrNull("service");
    @Nullable String status = json.textOrNull("status");
    KeyEdit edit =
        new KeyEdit(
            service == null ? null : new ServiceName(service),
            json.texts("add_tags"),
            json.texts("remove_tags"),
            json.textOrNull("note"),
            json.textOrNull("endpoint"),
            json.textOrNull("variable"),
            json.textOrNull("owner"),
            expires(json),
            status == null ? null : Words.as(KeyStatus.values(), status),
            json.map("set_metadata"),
            new LinkedHashSet<>(json.texts("remove_metadata")));
    json.end();
    return edit;
  }

  private static @Nullable Instant expires(JsonObject json) {
    return CLEARED.equals(json.textOrNull("expires")) ? Instant.MAX : json.timeOrNull("expires");
  }

  /** Writes keys with all that is known of them. */
  public static JsonWriter records(List<KeyRecord> keys) {
    return new JsonWriter().objects("keys", keys.stream().map(KeyCodec::record).toList());
  }

  /** Reads keys with all that is known of them. */
  public static List<KeyRecord> records(JsonObject json) {
    List<KeyRecord> keys = json.objects("keys").stream().map(KeyCodec::record).toList();
    json.end();
    return keys;
  }

  /** Writes what became of values that were to be stored. */
  public static JsonWriter stored(List<Stored> stored) {
    return new JsonWriter()
        .objects(
            "stored",
            stored.stream()
                .map(one ->
                    new JsonWriter()
                        .set("outcome", Words.of(one.outcome()))
                        .set("key", record(one.record())))
                .toList());
  }

  /** Reads what became of values that were to be stored. */
  public static List<Stored> stored(JsonObject json) {
    List<Stored> stored = json.objects("stored").stream().map(KeyCodec::one).toList();
    json.end();
    return stored;
  }

  private static Stored one(JsonObject json) {
    Stored stored =
        new Stored(
            Words.as(Stored.Outcome.values(), json.text("outcome")), record(json.object("key")));
    json.end();
    return stored;
  }
}
