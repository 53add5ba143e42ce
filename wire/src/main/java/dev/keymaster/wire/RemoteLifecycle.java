package dev.keymaster.wire;

import dev.keymaster.model.ChildOrder;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyUsage;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Verified;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import dev.keymaster.net.JsonWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Requests about the life of keys, sent to an agent. */
record RemoteLifecycle(RemoteEngine engine) implements Lifecycle {
  @Override
  public List<Verified> verify(List<KeyRef> refs, Map<String, String> addresses) {
    JsonWriter request = LifecycleCodec.request(refs, addresses);
    return LifecycleCodec.verified(
        engine.json(agent -> agent.send("POST", "/v1/keys/verify", request)));
  }

  @Override
  public String login(ServiceName service, Secret credential, String address) {
    try (credential) {
      HttpResponse answer =
          engine.ask(agent ->
              agent.send("PUT", "/v1/providers/" + service, new Pairs().add(address, credential)));
      JsonObject json = JsonReader.object(answer.body());
      String account = json.text("account");
      json.end();
      return account;
    }
  }

  @Override
  public boolean loggedIn(ServiceName service) {
    JsonObject json = engine.json(agent -> agent.send("GET", "/v1/providers/" + service));
    boolean stored = json.flag("stored");
    json.end();
    return stored;
  }

  @Override
  public void logout(ServiceName service) {
    engine.ask(agent -> agent.send("DELETE", "/v1/providers/" + service));
  }

  @Override
  public KeyRecord mint(KeyRef ref, KeyDetails details) {
    return KeyCodec.record(post("/v1/keys/mint", LifecycleCodec.mint(ref, details)));
  }

  private JsonObject post(String target, JsonWriter request) {
    return engine.json(agent -> agent.send("POST", target, request));
  }

  @Override
  public Progress rotate(KeyRef ref, Duration grace, boolean rehearsal) {
    JsonWriter request = LifecycleCodec.rotate(ref, grace, rehearsal);
    return LifecycleCodec.progress(post("/v1/keys/rotate", request));
  }

  @Override
  public Progress replace(KeyRef ref, Secret value, Duration grace, String address) {
    try (value) {
      Pairs pairs = LifecycleCodec.replacement(ref, value, grace, address);
      return LifecycleCodec.progress(
          JsonReader.object(
              engine.ask(agent -> agent.send("POST", "/v1/keys/replace", pairs)).body()));
    }
  }

  @Override
  public Progress revoke(KeyRef ref) {
    return LifecycleCodec.progress(post("/v1/keys/revoke", key(ref)));
  }

  private static JsonWriter key(KeyRef ref) {
    return new JsonWriter().set("key", ref.toString());
  }

  @Override
  public void forget(KeyRef ref) {
    engine.ask(agent -> agent.send("POST", "/v1/keys/forget", key(ref)));
  }

  @Override
  public Released lend(ChildOrder order) {
    JsonWriter request = LifecycleCodec.lend(order);
    return engine
        .pairs(agent -> agent.send("POST", "/v1/keys/lend", request), ValueCodec::released)
        .getFirst();
  }

  @Override
  public Progress end(KeyRef ref) {
    return LifecycleCodec.progress(post("/v1/keys/end", key(ref)));
  }

  @Override
  public List<Progress> resume() {
    return LifecycleCodec.progresses(engine.json(agent -> agent.send("POST", "/v1/resume")));
  }

  @Override
  public List<Deadline> deadlines(Selection selection) {
    String query = RemoteKeys.query(selection);
    return LifecycleCodec.deadlines(
        engine.json(agent -> agent.send("GET", "/v1/deadlines" + query)));
  }

  @Override
  public List<KeyUsage> usage(Selection selection) {
    String query = RemoteKeys.query(selection);
    return LifecycleCodec.usage(engine.json(agent -> agent.send("GET", "/v1/usage" + query)));
  }
}
