package dev.keymaster.app;

import dev.keymaster.agent.MetricsPage;
import dev.keymaster.agent.MetricsPort;
import dev.keymaster.metrics.Commits;
import dev.keymaster.metrics.Requests;
import dev.keymaster.metrics.Scrape;
import dev.keymaster.metrics.VaultView;
import dev.keymaster.model.Event;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.Selection;
import dev.keymaster.project.ConfigFile;
import dev.keymaster.project.Setting;
import dev.keymaster.service.LocalEngine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The metrics of the agent: on its socket, and on a port of this machine if one is set. */
final class MetricsDoor implements MetricsPage {
  private final Requests requests = new Requests();
  private final Scrape scrape;

  MetricsDoor(LocalEngine engine, Commits commits, String version, InstantSource clock) {
    this.scrape = new Scrape(version, new Seen(engine), commits, requests, clock);
  }

  /** Counts answers by their status. */
  IntConsumer answered() {
    return requests::answered;
  }

  @Override
  public String text() {
    return scrape.text();
  }

  @Override
  public String type() {
    return Scrape.TYPE;
  }

  /** Opens the port that the person's settings name, if they name one. */
  Optional<MetricsPort> port(ConfigFile settings) {
    return settings
        .value(Setting.METRICS_PORT)
        .filter(port -> !port.equals(Setting.METRICS_PORT.fallback()))
        .map(port -> MetricsPort.open(Integer.parseInt(port), type(), this::text));
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
