package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.agent.MetricsPort;
import dev.keymaster.agent.Route;
import dev.keymaster.metrics.Commits;
import dev.keymaster.metrics.Requests;
import dev.keymaster.metrics.Scrape;
import dev.keymaster.metrics.VaultView;
import dev.keymaster.model.Event;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.Selection;
import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.project.ConfigFile;
import dev.keymaster.project.Setting;
import dev.keymaster.service.LocalEngine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/** The metrics of the agent: on its socket, and on a port of this machine if one is set. */
final class MetricsDoor {
  private final Requests requests = new Requests();
  private final Scrape scrape;

  MetricsDoor(LocalEngine engine, Commits commits, String version, InstantSource clock) {
    this.scrape = new Scrape(version, new Seen(engine), commits, requests, clock);
  }

  /** Counts answers by their status. */
  IntConsumer answered() {
    return requests::answered;
  }

  /** {@code GET /metrics}, which is no sign of life: a scrape must not keep the vault open. */
  Route route() {
    return new Route(
        "GET", "/metrics", Set.of(), "", Scrape.TYPE, 200, false, exchange -> response());
  }

  private HttpResponse response() {
    return new HttpResponse(200, Scrape.TYPE, HttpFields.NONE, scrape.text().getBytes(UTF_8));
  }

  /** Opens the port that the person's settings name, if they name one. */
  Optional<MetricsPort> port(ConfigFile settings) {
    return settings
        .value(Setting.METRICS_PORT)
        .filter(port -> !port.equals(Setting.METRICS_PORT.fallback()))
        .map(port -> MetricsPort.open(Integer.parseInt(port), Scrape.TYPE, scrape::text));
  }

  /** What the engine shows of itself; asked for by this process, whoever scrapes. */
  private record Seen(LocalEngine engine) implements VaultView {
    @Override
    public Optional<Instant> unlockedAt() {
      return engine.unlockedAt();
    }

    @Override
    public List<KeySummary> keys() {
      return engine.keys().list(Selection.ALL);
    }

    @Override
    public List<Event> newest(int limit) {
      return engine.log().newest(limit);
    }
  }
}
