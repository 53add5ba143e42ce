package dev.keymaster.agent;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonObject;
import dev.keymaster.wire.Emergency;
import dev.keymaster.wire.EmergencyCodec;
import dev.keymaster.wire.Pairs;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The requests of {@code wire.Emergency} as routes. */
final class EmergencyRoutes {
  private static final String JSON = HttpResponse.JSON;

  private EmergencyRoutes() {}

  static List<Route> all() {
    return List.of(
        new Route("GET", "/v1/freeze", Set.of(), "", JSON, 200, false, EmergencyRoutes::freeze),
        Route.of("POST", "/v1/freeze", JSON, JSON, EmergencyRoutes::begin),
        Route.of("POST", "/v1/halt", JSON, JSON, EmergencyRoutes::halt),
        Route.of("POST", "/v1/thaw", HttpResponse.OCTETS, JSON, EmergencyRoutes::thaw),
        Route.of("POST", "/v1/enable", "", JSON, EmergencyRoutes::enable));
  }

  private static Emergency of(Exchange at) {
    return at.engine().emergency();
  }

  private static HttpResponse freeze(Exchange at) {
    return HttpResponse.json(EmergencyCodec.state(of(at).freeze()));
  }

  private static HttpResponse begin(Exchange at) {
    JsonObject json = at.json();
    Set<ServiceName> services = EmergencyCodec.services(json);
    json.end();
    return HttpResponse.json(EmergencyCodec.freeze(of(at).begin(services)));
  }

  private static HttpResponse halt(Exchange at) {
    JsonObject json = at.json();
    Set<ServiceName> services = EmergencyCodec.services(json);
    boolean rehearsal = json.flag("rehearsal");
    json.end();
    return HttpResponse.json(EmergencyCodec.halted(of(at).stop(services, rehearsal)));
  }

  private static HttpResponse thaw(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      return HttpResponse.json(EmergencyCodec.freeze(of(at).end(passphrase(pairs))));
    }
  }

  private static @Nullable Secret passphrase(Pairs pairs) {
    List<Pairs.Pair> all = pairs.all();
    if (all.size() > 1 || !all.stream().allMatch(pair -> pair.name().equals("passphrase"))) {
      throw KeymasterException.usage("a passphrase is wanted, or nothing", "");
    }
    return all.isEmpty() ? null : all.getFirst().value().copy();
  }

  private static HttpResponse enable(Exchange at) {
    return HttpResponse.json(EmergencyCodec.halted(of(at).enable()));
  }
}
