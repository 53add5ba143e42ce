package dev.keymaster.agent;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AddedAlert;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonObject;
import dev.keymaster.wire.AlertCodec;
import dev.keymaster.wire.Alerts;
import dev.keymaster.wire.LogCodec;
import dev.keymaster.wire.Pairs;
import dev.keymaster.wire.ReportCodec;
import dev.keymaster.wire.VaultCodec;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The requests of {@code wire.Log}, {@code wire.Reports} and {@code wire.Alerts} as routes. */
final class LogRoutes {
  private static final String JSON = HttpResponse.JSON;
  private static final String OCTETS = HttpResponse.OCTETS;
  private static final int PAGE = 10_000;

  private LogRoutes() {}

  static List<Route> all() {
    return List.of(
        new Route("GET", "/v1/log", Set.of("limit"), "", JSON, 200, true, LogRoutes::newest),
        Route.of(
            "POST",
            "/v1/log/events",
            JSON,
            JSON,
            at -> events(at, filter -> at.engine().log().events(filter))),
        Route.of(
            "POST",
            "/v1/log/pseudonymous",
            JSON,
            JSON,
            at -> events(at, filter -> at.engine().log().pseudonymous(filter))),
        Route.of("POST", "/v1/log/prune", JSON, JSON, LogRoutes::prune),
        Route.of("POST", "/v1/reports/access", JSON, JSON, LogRoutes::report),
        Route.of("GET", "/v1/alerts", "", OCTETS, LogRoutes::alerts),
        Route.of("POST", "/v1/alerts", OCTETS, OCTETS, LogRoutes::addAlert),
        Route.of("POST", "/v1/alerts/remove", JSON, "", LogRoutes::removeAlert),
        Route.of("POST", "/v1/alerts/test", JSON, JSON, LogRoutes::testAlert));
  }

  private static HttpResponse newest(Exchange at) {
    int limit = at.number("limit").orElse(100);
    return HttpResponse.json(VaultCodec.events(at.engine().log().newest(Math.min(limit, PAGE))));
  }

  private static HttpResponse events(Exchange at, Function<EventFilter, List<Event>> log) {
    EventFilter filter = LogCodec.filter(at.json());
    if (filter.limit() < 1 || filter.limit() > PAGE) {
      throw KeymasterException.usage("1 to " + PAGE + " events are given at once", "");
    }
    return HttpResponse.json(VaultCodec.events(log.apply(filter)));
  }

  private static HttpResponse prune(Exchange at) {
    JsonObject json = at.json();
    @Nullable Integer days = json.integerOrNull("days");
    @Nullable Integer minimum = json.integerOrNull("minimum");
    json.end();
    return HttpResponse.json(LogCodec.pruned(at.engine().log().prune(days, minimum)));
  }

  private static HttpResponse report(Exchange at) {
    AccessQuery query = ReportCodec.query(at.json());
    return HttpResponse.json(ReportCodec.report(at.engine().reports().accesses(query)));
  }

  private static HttpResponse alerts(Exchange at) {
    Alerts alerts = at.engine().alerts();
    var listing = new AlertCodec.Listing(alerts.rules(), alerts.waiting());
    try (Pairs pairs = AlertCodec.listing(listing)) {
      return HttpResponse.octets(pairs.encoded());
    }
  }

  private static HttpResponse addAlert(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      AlertCodec.Wanted wanted = AlertCodec.wanted(pairs);
      AddedAlert added = at.engine().alerts().add(wanted.rule(), wanted.signed());
      try (@Nullable Secret _ = added.signingKey();
          Pairs answer = AlertCodec.added(added)) {
        return HttpResponse.octets(answer.encoded());
      }
    }
  }

  private static HttpResponse removeAlert(Exchange at) {
    at.engine().alerts().remove(name(at));
    return HttpResponse.empty(204);
  }

  private static HttpResponse testAlert(Exchange at) {
    return HttpResponse.json(AlertCodec.trials(at.engine().alerts().test(name(at))));
  }

  private static String name(Exchange at) {
    JsonObject json = at.json();
    String name = json.text("name");
    json.end();
    return name;
  }
}
