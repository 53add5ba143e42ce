package dev.keymaster.agent;

import dev.keymaster.model.ServiceName;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonObject;
import dev.keymaster.wire.EmergencyCodec;
import dev.keymaster.wire.Inventory;
import dev.keymaster.wire.InventoryCodec;
import dev.keymaster.wire.Pairs;
import java.util.List;
import java.util.Set;

/** The requests of {@code wire.Inventory} as routes. */
final class InventoryRoutes {
  private static final String JSON = HttpResponse.JSON;

  private InventoryRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.of("POST", "/v1/inventory", JSON, JSON, InventoryRoutes::compare),
        Route.of("POST", "/v1/inventory/revoke", JSON, "", InventoryRoutes::revoke),
        Route.of("POST", "/v1/inventory/adopt", HttpResponse.OCTETS, JSON, InventoryRoutes::adopt));
  }

  private static Inventory of(Exchange at) {
    return at.engine().inventory();
  }

  private static HttpResponse compare(Exchange at) {
    JsonObject json = at.json();
    Set<ServiceName> services = EmergencyCodec.services(json);
    json.end();
    return HttpResponse.json(InventoryCodec.found(of(at).compare(services)));
  }

  private static HttpResponse revoke(Exchange at) {
    JsonObject json = at.json();
    ServiceName service = new ServiceName(json.text("service"));
    String id = json.text("id");
    boolean surely = json.flag("surely");
    json.end();
    of(at).revoke(service, id, surely);
    return HttpResponse.empty(204);
  }

  private static HttpResponse adopt(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      return HttpResponse.json(InventoryCodec.adopt(pairs, of(at)));
    }
  }
}
