package dev.keymaster.agent;

import dev.keymaster.model.ChildOrder;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Released;
import dev.keymaster.model.ServiceName;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import dev.keymaster.wire.Lifecycle;
import dev.keymaster.wire.LifecycleCodec;
import dev.keymaster.wire.Pairs;
import dev.keymaster.wire.ValueCodec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The requests of {@code wire.Lifecycle} as routes. */
final class LifecycleRoutes {
  private static final String JSON = HttpResponse.JSON;
  private static final String OCTETS = HttpResponse.OCTETS;

  private LifecycleRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.of("POST", "/v1/keys/verify", JSON, JSON, LifecycleRoutes::verify),
        Route.of("PUT", "/v1/providers/{service}", OCTETS, JSON, LifecycleRoutes::login),
        Route.of("GET", "/v1/providers/{service}", "", JSON, LifecycleRoutes::loggedIn),
        Route.of("DELETE", "/v1/providers/{service}", "", "", LifecycleRoutes::logout),
        Route.of("POST", "/v1/keys/mint", JSON, JSON, LifecycleRoutes::mint),
        Route.of("POST", "/v1/keys/rotate", JSON, JSON, LifecycleRoutes::rotate),
        Route.of("POST", "/v1/keys/replace", OCTETS, JSON, LifecycleRoutes::replace),
        Route.of("POST", "/v1/keys/revoke", JSON, JSON, LifecycleRoutes::revoke),
        Route.of("POST", "/v1/keys/forget", JSON, "", LifecycleRoutes::forget),
        Route.of("POST", "/v1/keys/lend", JSON, OCTETS, LifecycleRoutes::lend),
        Route.of("POST", "/v1/keys/end", JSON, JSON, LifecycleRoutes::end),
        Route.of("POST", "/v1/resume", "", JSON, LifecycleRoutes::resume),
        selecting("/v1/deadlines", LifecycleRoutes::deadlines),
        selecting("/v1/usage", LifecycleRoutes::usage));
  }

  private static Route selecting(String path, Route.Handler handler) {
    Set<String> selection = Set.of("environment", "service", "name");
    return new Route("GET", path, selection, "", JSON, 200, true, handler);
  }

  private static Lifecycle of(Exchange at) {
    return at.engine().lifecycle();
  }

  /** The name of the pair is where the credential may be sent. */
  private static HttpResponse login(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      if (pairs.all().size() != 1) {
        throw KeymasterException.usage("one address and a credential are wanted", "");
      }
      Pairs.Pair pair = pairs.all().getFirst();
      String account = of(at).login(service(at), pair.value().copy(), pair.name());
      return HttpResponse.json(new JsonWriter().set("account", account));
    }
  }

  private static ServiceName service(Exchange at) {
    return new ServiceName(at.part("service"));
  }

  private static HttpResponse loggedIn(Exchange at) {
    return HttpResponse.json(new JsonWriter().set("stored", of(at).loggedIn(service(at))));
  }

  private static HttpResponse logout(Exchange at) {
    of(at).logout(service(at));
    return HttpResponse.empty(204);
  }

  private static HttpResponse mint(Exchange at) {
    return HttpResponse.json(LifecycleCodec.mint(at.json(), of(at)));
  }

  private static HttpResponse rotate(Exchange at) {
    return HttpResponse.json(LifecycleCodec.rotate(at.json(), of(at)));
  }

  private static HttpResponse replace(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      return HttpResponse.json(LifecycleCodec.replacement(pairs, of(at)));
    }
  }

  private static HttpResponse revoke(Exchange at) {
    return HttpResponse.json(LifecycleCodec.progress(of(at).revoke(key(at))));
  }

  private static HttpResponse forget(Exchange at) {
    of(at).forget(key(at));
    return HttpResponse.empty(204);
  }

  private static HttpResponse lend(Exchange at) {
    ChildOrder order = LifecycleCodec.lend(at.json());
    try (Released released = of(at).lend(order);
        Pairs pairs = ValueCodec.released(List.of(released))) {
      return HttpResponse.octets(pairs.encoded());
    }
  }

  private static HttpResponse end(Exchange at) {
    return HttpResponse.json(LifecycleCodec.progress(of(at).end(key(at))));
  }

  private static KeyRef key(Exchange at) {
    JsonObject json = at.json();
    KeyRef ref = KeyRef.parse(json.text("key"));
    json.end();
    return ref;
  }

  private static HttpResponse resume(Exchange at) {
    return HttpResponse.json(LifecycleCodec.progresses(of(at).resume()));
  }

  private static HttpResponse deadlines(Exchange at) {
    return HttpResponse.json(
        LifecycleCodec.deadlines(of(at).deadlines(EngineRoutes.selection(at))));
  }

  private static HttpResponse usage(Exchange at) {
    return HttpResponse.json(LifecycleCodec.usage(of(at).usage(EngineRoutes.selection(at))));
  }

  private static HttpResponse verify(Exchange at) {
    JsonObject json = at.json();
    Map<String, String> addresses = LifecycleCodec.addresses(json);
    return HttpResponse.json(
        LifecycleCodec.verified(of(at).verify(LifecycleCodec.refs(json), addresses)));
  }
}
