package dev.keymaster.wire;

import dev.keymaster.model.Freeze;
import dev.keymaster.model.Halted;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonReader;
import dev.keymaster.net.JsonWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests for when keys may be in wrong hands, sent to an agent. */
record RemoteEmergency(RemoteEngine engine) implements Emergency {
  @Override
  public Optional<Freeze> freeze() {
    return EmergencyCodec.state(engine.json(agent -> agent.send("GET", "/v1/freeze")));
  }

  @Override
  public Freeze begin(Set<ServiceName> services) {
    JsonWriter request = EmergencyCodec.services(services);
    return EmergencyCodec.freeze(engine.json(agent -> agent.send("POST", "/v1/freeze", request)));
  }

  @Override
  public List<Halted> stop(Set<ServiceName> services, boolean rehearsal) {
    JsonWriter request = EmergencyCodec.services(services).set("rehearsal", rehearsal);
    return EmergencyCodec.halted(engine.json(agent -> agent.send("POST", "/v1/halt", request)));
  }

  @Override
  public Freeze end(@Nullable Secret passphrase) {
    try (Pairs proof = new Pairs()) {
      if (passphrase != null) {
        proof.add("passphrase", passphrase);
      }
      HttpResponse answer = engine.askOpen(agent -> agent.send("POST", "/v1/thaw", proof));
      return EmergencyCodec.freeze(JsonReader.object(answer.body()));
    } finally {
      if (passphrase != null) {
        passphrase.close();
      }
    }
  }

  @Override
  public List<Halted> enable() {
    return EmergencyCodec.halted(engine.json(agent -> agent.send("POST", "/v1/enable")));
  }
}
