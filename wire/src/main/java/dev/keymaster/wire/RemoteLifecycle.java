package dev.keymaster.wire;

import dev.keymaster.model.KeyRef;
import dev.keymaster.model.Verified;
import dev.keymaster.net.JsonWriter;
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
}
