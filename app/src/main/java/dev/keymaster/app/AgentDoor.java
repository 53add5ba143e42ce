package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.agent.Agent;
import dev.keymaster.agent.AgentSettings;
import dev.keymaster.agent.CommandHost;
import dev.keymaster.agent.Seclusion;
import dev.keymaster.ancestry.Ancestry;
import dev.keymaster.cli.AgentControl;
import dev.keymaster.cli.Hosted;
import dev.keymaster.cli.Places;
import dev.keymaster.cli.Unlocking;
import dev.keymaster.cli.World;
import dev.keymaster.metrics.Commits;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Slot;
import dev.keymaster.project.ConfigFile;
import dev.keymaster.project.Durations;
import dev.keymaster.project.Setting;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.wire.AgentClient;
import dev.keymaster.wire.AgentStatus;
import dev.keymaster.wire.Connector;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The agent of this vault, seen from a command; and the agent itself. */
final class AgentDoor implements AgentControl {
  /** Which program this is: the launcher says so. */
  private static final String BUILD = System.getProperty("keymaster.build", "unknown");

  private final World world;
  private final Composition composition;
  private final Places places;

  AgentDoor(World world, Composition composition, Places places) {
    this.world = world;
    this.composition = composition;
    this.places = places;
  }

  @Override
  public String unused() {
    return composition.agentUnused();
  }

  @Override
  public Optional<AgentStatus> status() {
    try (AgentClient client = client(composition.living())) {
      return Optional.of(AgentStatus.of(client.get("/v1/status")));
    } catch (KeymasterException e) {
      if (e.getCause() instanceof IOException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static AgentClient client(Connector connector) {
    return new AgentClient(connector, build -> {});
  }

  @Override
  public AgentStatus start() {
    try (AgentClient client = client(composition.started())) {
      return AgentStatus.of(client.get("/v1/status"));
    }
  }

  @Override
  public boolean stop() {
    if (status().isEmpty()) {
      return false;
    }
    try (AgentClient client = client(composition.living())) {
      client.lock();
      return true;
    }
  }

  @Override
  public Slot unlock(Unlocking person) {
    composition.demandAgent();
    try (var engine = composition.remote(person, warning -> {})) {
      return engine.unlock();
    }
  }

  @Override
  public void serve(boolean detach) {
    if (detach) {
      Agent.leaveSession();
    }
    Seclusion seclusion = Seclusion.enter();
    Commits commits = new Commits();
    LocalEngine engine = composition.resident(seclusion.home(), commits);
    MetricsDoor metrics = new MetricsDoor(engine, commits, world.version(), InstantSource.system());
    Ancestry ancestry = Ancestry.ofThisSystem(Composition.image().map(Path::toString).orElse(""));
    CommandHost host = new Hosted(world, BUILD)::run;
    Agent agent =
        new Agent(
            engine, settings(seclusion), ancestry::caller, List.of(host.route(), metrics.route()));
    agent.count(metrics.answered());
    told(metrics);
    Runtime.getRuntime().addShutdownHook(new Thread(agent::end, "end"));
    agent.serve(() -> serving(detach));
  }

  /** A port that another program has must not keep anybody from his keys. */
  private void told(MetricsDoor metrics) {
    try {
      metrics.port(ConfigFile.read(places.settings()));
    } catch (KeymasterException e) {
      if (e.code() != KeymasterException.Code.CONFLICT) {
        throw e;
      }
    }
  }

  private AgentSettings settings(Seclusion seclusion) {
    ConfigFile file = ConfigFile.read(places.settings());
    return new AgentSettings(
        places.runtime(),
        places.socket(),
        duration(file, Setting.AGENT_IDLE),
        duration(file, Setting.AGENT_LIFETIME),
        BUILD,
        seclusion.words());
  }

  private static Duration duration(ConfigFile file, Setting setting) {
    return Durations.parse(file.value(setting).orElse(setting.fallback()));
  }

  /** Tells whoever started it, and lets go of that one's streams. */
  private static void serving(boolean detach) {
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write((AgentStarter.READY + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      // it went without waiting
    }
    if (detach) {
      Agent.leaveStreams();
    }
  }
}
