package dev.keymaster.agent;

import dev.keymaster.model.ProfileName;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.wire.ProfileCodec;
import dev.keymaster.wire.Profiles;
import java.util.List;
import java.util.Set;

/** The requests of {@code wire.Profiles} as routes. */
final class ProfileRoutes {
  private static final String JSON = HttpResponse.JSON;

  private ProfileRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.of("GET", "/v1/profiles", "", JSON, ProfileRoutes::list),
        Route.of("POST", "/v1/profiles", JSON, JSON, ProfileRoutes::put),
        new Route(
            "DELETE", "/v1/profiles/{name}", Set.of(), "", "", 204, true, ProfileRoutes::delete));
  }

  private static Profiles of(Exchange at) {
    return at.engine().profiles();
  }

  private static HttpResponse list(Exchange at) {
    return HttpResponse.json(ProfileCodec.list(of(at).all()));
  }

  private static HttpResponse put(Exchange at) {
    ProfileCodec.Change change = ProfileCodec.change(at.json());
    return HttpResponse.json(ProfileCodec.profile(of(at).put(change.before(), change.next())));
  }

  private static HttpResponse delete(Exchange at) {
    of(at).delete(new ProfileName(at.part("name")));
    return HttpResponse.empty(204);
  }
}
