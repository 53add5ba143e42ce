package dev.keymaster.wire;

import dev.keymaster.model.Discrepancy;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.net.JsonWriter;
import java.util.List;
import java.util.Set;

/** Requests about the keys that providers list, sent to an agent. */
record RemoteInventory(RemoteEngine engine) implements Inventory {
  @Override
  public List<Discrepancy> compare(Set<ServiceName> services) {
    JsonWriter request = EmergencyCodec.services(services);
    return InventoryCodec.found(engine.json(agent -> agent.send("POST", "/v1/inventory", request)));
  }

  @Override
  public void revoke(ServiceName service, String id, boolean surely) {
    JsonWriter request =
        new JsonWriter().set("service", service.value()).set("id", id).set("surely", surely);
    engine.ask(agent -> agent.send("POST", "/v1/inventory/revoke", request));
  }

  @Override
  public KeyRecord adopt(KeyRef ref, ServiceName service, String id, Secret value) {
    try (value) {
      return KeyCodec.record(
          engine.json(agent ->
              agent.send(
                  "POST", "/v1/inventory/adopt", InventoryCodec.adopt(ref, service, id, value))));
    }
  }
}
