package dev.keymaster.wire;

import dev.keymaster.model.Brought;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.VersionState;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import dev.keymaster.net.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers that carry values: {@link Pairs} of which the first is the JSON that tells
 * what the others are. No value is ever in the JSON.
 */
public final class ValueCodec {
  /** Name of the pair that holds the JSON. */
  static final String ABOUT = "about";

  private ValueCodec() {}

  /** Writes which keys shall be released, and how. */
  public static JsonWriter request(List<KeyRef> refs, Release release) {
    return new JsonWriter()
        .set("kind", Words.of(release.kind()))
        .set("detail", release.detail())
        .texts("keys", refs.stream().map(KeyRef::toString).toList());
  }

  /** Reads how keys shall be released; {@code json} still holds which. */
  public static Release release(JsonObject json) {
    EventKind kind = Words.as(EventKind.values(), json.text("kind"));
    if (kind != EventKind.REVEAL && kind != EventKind.DELIVER && kind != EventKind.EXPORT) {
      throw KeymasterException.usage("a release is reveal, deliver or export", "");
    }
    return new Release(kind, json.text("detail"));
  }

  /** Reads which keys shall be released. */
  public static List<KeyRef> refs(JsonObject json) {
    List<KeyRef> refs = json.texts("keys").stream().map(KeyRef::parse).toList();
    json.end();
    return refs;
  }

  /** Packs released values; they stay the caller's to close. */
  public static Pairs released(List<Released> released) {
    JsonWriter about =
        new JsonWriter()
            .objects(
                "released",
                released.stream()
                    .map(one ->
                        new JsonWriter()
                            .set("version", one.version())
                            .set("key", KeyCodec.record(one.record())))
                    .toList());
    Pairs pairs = new Pairs().add(ABOUT, about.bytes());
    for (Released one : released) {
      pairs.add(one.record().ref() + "#" + one.version(), one.value());
    }
    return pairs;
  }

  /** Unpacks released values, which the caller closes. */
  public static List<Released> released(Pairs pairs) {
    JsonObject about = about(pairs);
    List<Pairs.Pair> values = pairs.all();
    List<Released> released = new ArrayList<>();
    for (JsonObject json : about.objects("released")) {
      released.add(
          new Released(
              KeyCodec.record(json.object("key")),
              json.integer("version"),
              value(values, released.size())));
      json.end();
    }
    about.end();
    return released;
  }

  /** Packs values to be stored; they stay the caller's to close. */
  public static Pairs newKeys(List<NewKey> keys) {
    JsonWriter about =
        new JsonWriter().objects("keys", keys.stream().map(ValueCodec::newKey).toList());
    Pairs pairs = new Pairs().add(ABOUT, about.bytes());
    keys.forEach(key -> pairs.add(new KeyRef(key.environment(), key.name()) + "", key.value()));
    return pairs;
  }

  private static JsonWriter newKey(NewKey key) {
    return new JsonWriter()
        .set("environment", key.environment().value())
        .set("name", key.name().value())
        .set("details", key.details() == null ? null : KeyCodec.details(key.details()))
        .set("hint", key.hint())
        .set("mode", Words.of(key.mode()));
  }

  /** Unpacks values to be stored, whose receiver closes them. */
  public static List<NewKey> newKeys(Pairs pairs) {
    JsonObject about = about(pairs);
    List<Pairs.Pair> values = pairs.all();
    List<NewKey> keys = new ArrayList<>();
    for (JsonObject json : about.objects("keys")) {
      keys.add(newKey(json, value(values, keys.size())));
    }
    about.end();
    if (values.size() != keys.size() + 1) {
      throw KeymasterException.usage("there are more values than keys", "");
    }
    return keys;
  }

  private static NewKey newKey(JsonObject json, Secret value) {
    @Nullable JsonObject details = json.objectOrNull("details");
    NewKey key =
        new NewKey(
            new EnvironmentName(json.text("environment")),
            new KeyName(json.text("name")),
            value,
            details == null ? null : KeyCodec.details(details),
            json.text("hint"),
            Words.as(NewKey.Mode.values(), json.text("mode")));
    json.end();
    return key;
  }

  /** Packs keys with their history; they stay the caller's to close. */
  public static Pairs brought(List<Brought> keys) {
    JsonWriter about =
        new JsonWriter()
            .objects("keys", keys.stream().map(key -> KeyCodec.record(key.record())).toList());
    Pairs pairs = new Pairs().add(ABOUT, about.bytes());
    for (Brought key : keys) {
      key.values().forEach(value -> pairs.add(key.record().ref().toString(), value));
    }
    return pairs;
  }

  /** Unpacks keys with their history, whose receiver closes them. */
  public static List<Brought> brought(Pairs pairs) {
    JsonObject about = about(pairs);
    List<Pairs.Pair> values = pairs.all();
    List<Brought> keys = new ArrayList<>();
    int next = 0;
    for (JsonObject json : about.objects("keys")) {
      KeyRecord key = KeyCodec.record(json);
      List<Secret> own = new ArrayList<>();
      for (KeyVersion version : key.versions()) {
        if (version.state() != VersionState.DESTROYED) {
          own.add(value(values, next++));
        }
      }
      keys.add(new Brought(key, own));
    }
    about.end();
    if (values.size() != next + 1) {
      throw KeymasterException.usage("there are more values than versions", "");
    }
    return keys;
  }

  static Secret value(List<Pairs.Pair> pairs, int index) {
    if (index + 1 >= pairs.size()) {
      throw KeymasterException.usage("there are fewer values than wanted", "");
    }
    return pairs.get(index + 1).value().copy();
  }

  @RevealsSecret("the first pair is no secret: it tells what the others are")
  static JsonObject about(Pairs pairs) {
    List<Pairs.Pair> all = pairs.all();
    if (all.isEmpty() || !all.getFirst().name().equals(ABOUT)) {
      throw KeymasterException.usage("the first name in the body has to be " + ABOUT, "");
    }
    return JsonReader.object(all.getFirst().value().reveal());
  }
}
