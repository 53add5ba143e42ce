package dev.keymaster.wire;

import dev.keymaster.model.Brought;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Stored;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import dev.keymaster.net.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests about keys, sent to an agent. */
record RemoteKeys(RemoteEngine engine) implements Keys {
  @Override
  public List<KeySummary> list(Selection selection) {
    String query = query(selection);
    JsonObject json = engine.json(agent -> agent.send("GET", "/v1/keys" + query));
    List<KeySummary> keys = json.objects("keys").stream().map(KeyCodec::summary).toList();
    json.end();
    return keys;
  }

  /** Writes which keys are chosen as the query of a request; empty for all. */
  static String query(Selection selection) {
    List<String> narrowed = new ArrayList<>();
    if (selection.environment() != null) {
      narrowed.add("environment=" + selection.environment());
    }
    if (selection.service() != null) {
      narrowed.add("service=" + selection.service());
    }
    if (selection.name() != null) {
      narrowed.add("name=" + selection.name());
    }
    return narrowed.isEmpty() ? "" : "?" + String.join("&", narrowed);
  }

  @Override
  public KeyRecord show(EnvironmentName environment, KeyName name) {
    return KeyCodec.record(engine.json(agent -> agent.send("GET", path(environment, name))));
  }

  private static String path(EnvironmentName environment, KeyName name) {
    return "/v1/keys/" + environment + "/" + name;
  }

  @Override
  public List<Released> release(List<KeyRef> refs, Release release) {
    JsonWriter request = ValueCodec.request(refs, release);
    return engine.pairs(agent -> agent.send("POST", "/v1/release", request), ValueCodec::released);
  }

  @Override
  public List<Stored> store(List<NewKey> keys) {
    try {
      return KeyCodec.stored(
          engine.json(agent -> agent.send("POST", "/v1/keys", ValueCodec.newKeys(keys))));
    } finally {
      keys.forEach(key -> key.value().close());
    }
  }

  @Override
  public List<KeyRecord> bring(List<Brought> keys) {
    try {
      return KeyCodec.records(
          engine.json(agent -> agent.send("POST", "/v1/keys/bring", ValueCodec.brought(keys))));
    } finally {
      keys.forEach(Brought::close);
    }
  }

  @Override
  public KeyRecord edit(EnvironmentName environment, KeyName name, KeyEdit edit) {
    JsonWriter change = KeyCodec.edit(edit);
    return KeyCodec.record(
        engine.json(agent -> agent.send("PATCH", path(environment, name), change)));
  }

  @Override
  public KeyRecord rollback(EnvironmentName environment, KeyName name, @Nullable Integer version) {
    return versioned("/v1/rollback", environment, name, version);
  }

  @Override
  public KeyRecord destroy(EnvironmentName environment, KeyName name, int version) {
    return versioned("/v1/destroy", environment, name, version);
  }

  private KeyRecord versioned(
      String target, EnvironmentName environment, KeyName name, @Nullable Integer version) {
    JsonWriter request =
        new JsonWriter().set("environment", environment.value()).set("name", name.value());
    if (version != null) {
      request.set("version", version);
    }
    return KeyCodec.record(
        JsonReader.object(engine.ask(agent -> agent.send("POST", target, request)).body()));
  }

  @Override
  public void remove(EnvironmentName environment, KeyName name) {
    engine.ask(agent -> agent.send("DELETE", path(environment, name)));
  }

  @Override
  public void purge(EnvironmentName environment, KeyName name) {
    engine.ask(agent -> agent.send("DELETE", path(environment, name) + "?copies=true"));
  }
}
