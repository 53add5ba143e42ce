package dev.keymaster.agent;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Slot;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import dev.keymaster.wire.KeyCodec;
import dev.keymaster.wire.Pairs;
import dev.keymaster.wire.ValueCodec;
import dev.keymaster.wire.VaultCodec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The requests of {@code wire.Engine} as routes: read the request, ask the engine, write. */
final class EngineRoutes {
  private static final String JSON = HttpResponse.JSON;
  private static final String OCTETS = HttpResponse.OCTETS;

  private EngineRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.of("POST", "/v1/unlock", OCTETS, JSON, EngineRoutes::unlock),
        Route.of(
            "GET", "/v1/vault", "", JSON, at -> HttpResponse.json(VaultCodec.status(vault(at)))),
        new Route(
            "GET",
            "/v1/keys",
            Set.of("environment", "service", "name"),
            "",
            JSON,
            200,
            true,
            EngineRoutes::list),
        Route.of("POST", "/v1/keys", OCTETS, JSON, EngineRoutes::store),
        Route.of("POST", "/v1/keys/bring", OCTETS, JSON, EngineRoutes::bring),
        Route.of("GET", "/v1/keys/{environment}/{name}", "", JSON, EngineRoutes::show),
        Route.of("PATCH", "/v1/keys/{environment}/{name}", JSON, JSON, EngineRoutes::edit),
        new Route(
            "DELETE",
            "/v1/keys/{environment}/{name}",
            Set.of("copies"),
            "",
            "",
            204,
            true,
            EngineRoutes::remove),
        new Route(
            "POST",
            "/v1/values/{environment}/{name}",
            Set.of("version"),
            "",
            OCTETS,
            200,
            true,
            EngineRoutes::value),
        Route.of("POST", "/v1/release", JSON, OCTETS, EngineRoutes::release),
        Route.of("POST", "/v1/rollback", JSON, JSON, EngineRoutes::rollback),
        Route.of("POST", "/v1/destroy", JSON, JSON, EngineRoutes::destroy),
        Route.of("POST", "/v1/verify", "", JSON, EngineRoutes::verify));
  }

  private static dev.keymaster.model.VaultStatus vault(Exchange at) {
    return at.engine().vault().status();
  }

  /** The wrong secret is no failure of the request: {@code slot} is null. */
  private static HttpResponse unlock(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      if (pairs.all().size() != 1) {
        throw KeymasterException.usage("one slot and its secret are wanted", "");
      }
      Pairs.Pair pair = pairs.all().getFirst();
      Optional<Slot> slot = at.engine().unlock(pair.name(), pair.value());
      return HttpResponse.json(
          new JsonWriter().set("slot", slot.map(VaultCodec::slot).orElse(null)));
    }
  }

  private static HttpResponse list(Exchange at) {
    return HttpResponse.json(
        new JsonWriter()
            .objects(
                "keys",
                at.engine().keys().list(selection(at)).stream().map(KeyCodec::summary).toList()));
  }

  static Selection selection(Exchange at) {
    return new Selection(
        at.parameter("environment").map(EnvironmentName::new).orElse(null),
        at.parameter("service").map(ServiceName::new).orElse(null),
        at.parameter("name").map(KeyName::new).orElse(null));
  }

  private static EnvironmentName environment(Exchange at) {
    return new EnvironmentName(at.part("environment"));
  }

  private static KeyName name(Exchange at) {
    return new KeyName(at.part("name"));
  }

  private static HttpResponse show(Exchange at) {
    return record(at.engine().keys().show(environment(at), name(at)));
  }

  private static HttpResponse record(KeyRecord key) {
    return HttpResponse.json(KeyCodec.record(key));
  }

  private static HttpResponse edit(Exchange at) {
    return record(at.engine().keys().edit(environment(at), name(at), KeyCodec.edit(at.json())));
  }

  private static HttpResponse remove(Exchange at) {
    if (flag(at, "copies")) {
      at.engine().keys().purge(environment(at), name(at));
    } else {
      at.engine().keys().remove(environment(at), name(at));
    }
    return HttpResponse.empty(204);
  }

  private static HttpResponse store(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      List<NewKey> keys = ValueCodec.newKeys(pairs);
      return HttpResponse.json(KeyCodec.stored(at.engine().keys().store(keys)));
    }
  }

  private static HttpResponse bring(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      return HttpResponse.json(
          KeyCodec.records(at.engine().keys().bring(ValueCodec.brought(pairs))));
    }
  }

  @RevealsSecret("the answer to a release is the value")
  private static HttpResponse value(Exchange at) {
    Integer version = at.number("version").orElse(null);
    KeyRef ref = new KeyRef(environment(at), name(at), version);
    Release release = new Release(EventKind.REVEAL, "socket");
    try (Released released = at.engine().keys().release(List.of(ref), release).getFirst()) {
      return HttpResponse.octets(released.value().reveal());
    }
  }

  private static HttpResponse release(Exchange at) {
    JsonObject json = at.json();
    Release release = ValueCodec.release(json);
    List<Released> released = at.engine().keys().release(ValueCodec.refs(json), release);
    try (Pairs pairs = ValueCodec.released(released)) {
      return HttpResponse.octets(pairs.encoded());
    } finally {
      released.forEach(Released::close);
    }
  }

  private static HttpResponse rollback(Exchange at) {
    JsonObject json = at.json();
    EnvironmentName environment = new EnvironmentName(json.text("environment"));
    KeyName name = new KeyName(json.text("name"));
    @Nullable Integer version = json.integerOrNull("version");
    json.end();
    return record(at.engine().keys().rollback(environment, name, version));
  }

  private static HttpResponse destroy(Exchange at) {
    JsonObject json = at.json();
    EnvironmentName environment = new EnvironmentName(json.text("environment"));
    KeyName name = new KeyName(json.text("name"));
    int version = json.integer("version");
    json.end();
    return record(at.engine().keys().destroy(environment, name, version));
  }

  private static HttpResponse verify(Exchange at) {
    return HttpResponse.json(VaultCodec.report(at.engine().vault().verify()));
  }

  private static boolean flag(Exchange at, String name) {
    String text = at.parameter(name).orElse("false");
    if (!text.equals("true") && !text.equals("false")) {
      throw KeymasterException.usage("true or false is wanted in the query", "");
    }
    return text.equals("true");
  }
}
