package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.agent.Agent;
import dev.keymaster.agent.AgentSettings;
import dev.keymaster.agent.CommandHost;
import dev.keymaster.agent.HandOver;
import dev.keymaster.agent.Seclusion;
import dev.keymaster.ancestry.Ancestry;
import dev.keymaster.bus.LoginWatch;
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
import dev.keymaster.service.AlertWatch;
import dev.keymaster.service.AnchorWatch;
import dev.keymaster.service.LifeWatch;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.service.RotationWatch;
import dev.keymaster.wire.AgentClient;
import dev.keymaster.wire.AgentStatus;
import dev.keymaster.wire.Connector;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The agent of this vault, seen from a command; and the agent itself. */
final class AgentDoor implements AgentControl {
  /** Which program this is: the launcher says so. */
  static final String BUILD = System.getProperty("keymaster.build", "unknown");

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
    Optional<AgentStatus> living = status();
    if (living.isEmpty()) {
      return false;
    }
    try (AgentClient client = client(composition.living())) {
      client.lock();
    }
    awaitGone(living.get().pid());
    return true;
  }

  /** Its connection has ended, so there is little left to wait for. */
  private static void awaitGone(long pid) {
    for (int attempt = 0; attempt < 400 && alive(pid); attempt++) {
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A process that its parent has not buried yet holds nothing any more. */
  private static boolean alive(long pid) {
    try {
      return !Files.readString(Path.of("/proc/" + pid + "/stat")).matches("(?s).*\\) [ZX] .*");
    } catch (IOException e) {
      return false;
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
  public void serve(boolean detach, boolean takeOver) {
    if (detach) {
      Agent.leaveSession();
    }
    serve(takeOver, () -> serving(detach));
  }

  /** As {@link #serve(boolean, boolean)}; says in its own way that it takes connections. */
  void serve(boolean takeOver, Runnable ready) {
    Seclusion seclusion = Seclusion.enter();
    Commits commits = new Commits();
    LocalEngine engine = composition.resident(seclusion.home(), commits);
    MetricsDoor metrics = new MetricsDoor(engine, commits, world.version(), InstantSource.system());
    Ancestry ancestry = Ancestry.ofThisSystem(Composition.image().map(Path::toString).orElse(""));
    Optional<Instant> ends = takeOver ? taken(engine) : Optional.empty();
    CommandHost host = new Hosted(world, BUILD)::run;
    Agent agent =
        new Agent(
            engine,
            settings(seclusion, ends),
            ancestry::caller,
            List.of(host.route(), metrics.route()));
    agent.count(metrics.answered());
    told(metrics, agent);
    composition.installed().ifPresent(agent::succeededBy);
    AnchorWatch anchors = AnchorPlaces.watch(engine, places);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(agent, anchors), "end"));
    try (anchors;
        AlertWatch _ = AlertWatch.over(engine, agent::keysUsed);
        LifeWatch _ = LifeWatch.over(engine, agent::keysUsed);
        RotationWatch _ = Rotations.watch(engine, places, agent::keysUsed);
        LoginWatch _ = composition.logins(agent::end)) {
      agent.serve(ready);
    }
  }

  private static void end(Agent agent, AnchorWatch anchors) {
    agent.end();
    anchors.close();
  }

  /** A port that another program has must not keep anybody from his keys. */
  private void told(MetricsDoor metrics, Agent agent) {
    try {
      metrics.port(ConfigFile.read(places.settings()));
    } catch (KeymasterException e) {
      if (e.code() != KeymasterException.Code.CONFLICT) {
        throw e;
      }
      agent.warn(String.valueOf(e.getMessage()));
      warned(e);
    }
  }

  private static void warned(KeymasterException e) {
    try {
      new FileOutputStream(FileDescriptor.err)
          .write((AgentStarter.WARNING + e.getMessage() + "\n").getBytes(UTF_8));
    } catch (IOException gone) {
      // agent status says it too
    }
  }

  /** What an older agent hands over; nobody else can write to this process's standard input. */
  private static Optional<Instant> taken(LocalEngine engine) {
    try (FileInputStream in = new FileInputStream(FileDescriptor.in)) {
      byte[] given = in.readAllBytes();
      try {
        return HandOver.take(given, engine);
      } finally {
        Arrays.fill(given, (byte) 0);
      }
    } catch (IOException e) {
      throw new KeymasterException(
          KeymasterException.Code.FAILURE, "nothing was handed over", "keymaster agent start", e);
    }
  }

  private AgentSettings settings(Seclusion seclusion, Optional<Instant> ends) {
    ConfigFile file = ConfigFile.read(places.settings());
    Duration lifetime = duration(file, Setting.AGENT_LIFETIME);
    Duration left = ends.map(end -> Duration.between(Instant.now(), end)).orElse(lifetime);
    return new AgentSettings(
        places.runtime(),
        places.socket(),
        duration(file, Setting.AGENT_IDLE),
        left.compareTo(lifetime) < 0 ? left : lifetime,
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
