package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Databases;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.run.Attendant;
import dev.keymaster.run.Launch;
import dev.keymaster.run.Outcome;
import dev.keymaster.run.Runner;
import dev.keymaster.testkit.MemoryTables;
import dev.keymaster.wire.Engine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A machine made of memory, but for the folder it is given. */
final class FakeWorld implements World {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  final FakeTerminal terminal = new FakeTerminal();
  final FakeEngine engine = new FakeEngine(NOW);
  final Map<String, String> environment = new HashMap<>();
  final List<String> browsed = new ArrayList<>();
  Consumer<String> reading = page -> {};
  boolean desktop = true;
  final Map<Integer, byte[]> descriptors = new HashMap<>();
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final Path directory;
  InputStream in = new ByteArrayInputStream(new byte[0]);
  @Nullable OutputStream brokenOut;
  int enginesMade;
  boolean homeless;
  @Nullable KeymasterException engineFailure;
  @Nullable Launch launched;
  final Map<String, String> injected = new TreeMap<>();
  Outcome outcome = new Outcome.Ended(0);
  Installation installation = new Installation("Linux", true, true, "", "hidden");
  final List<String> captured = new ArrayList<>();
  Function<List<String>, Capture.Ended> capturing =
      arguments -> new Capture.Ended(0, new byte[0], new byte[0]);
  final List<String> alarms = new ArrayList<>();
  final FakeAgent agent = new FakeAgent();
  final FakePasteboard pasteboard = new FakePasteboard();

  FakeWorld(Path directory) {
    this.directory = directory;
  }

  /** Somebody sits in front of it. */
  FakeWorld attended(String... answers) {
    terminal.streams.addAll(List.of(Terminal.Stream.values()));
    terminal.answers.addAll(List.of(answers));
    return this;
  }

  FakeWorld typing(String input) {
    in = new ByteArrayInputStream(input.getBytes(UTF_8));
    return this;
  }

  @Override
  public void alarm(String what) {
    alarms.add(what);
  }

  int run(String... arguments) {
    out.reset();
    err.reset();
    return Keymaster.run(List.of(arguments), this);
  }

  String stdout() {
    return out.toString(UTF_8);
  }

  String stderr() {
    return err.toString(UTF_8);
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public OutputStream out() {
    return brokenOut == null ? out : brokenOut;
  }

  @Override
  public OutputStream err() {
    return err;
  }

  @Override
  public InputStream descriptor(int number) throws IOException {
    byte[] bytes = descriptors.get(number);
    if (bytes == null) {
      throw new FileNotFoundException("bad file descriptor");
    }
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public Places places() {
    if (homeless) {
      throw new KeymasterException(KeymasterException.Code.FAILURE, "HOME is not set", "set HOME");
    }
    Path home = directory.resolve("home");
    return new Places(
        home.resolve("config"),
        home.resolve("data"),
        home.resolve("state"),
        directory.resolve("run"),
        true);
  }

  @Override
  public Terminal terminal() {
    return terminal;
  }

  @Override
  public boolean browse(String page) {
    browsed.add(page);
    reading.accept(page);
    return desktop;
  }

  @Override
  public InstantSource clock() {
    return InstantSource.fixed(NOW);
  }

  @Override
  public int tour() {
    return 0;
  }

  @Override
  public Randomness randomness() {
    return target -> Arrays.fill(target, (byte) 7);
  }

  @Override
  public Runner runner() {
    return launch -> {
      launched = launch;
      launch
          .injected()
          .forEach((name, secret) -> injected.put(name, new String(secret.reveal(), UTF_8)));
      return outcome;
    };
  }

  @Override
  public Attendant attendant() {
    return (launch, last) -> {
      Outcome outcome = runner().run(launch);
      last.run();
      return outcome;
    };
  }

  @Override
  public Capture capture() {
    return (arguments, folder, time) -> {
      captured.add(folder + " " + String.join(" ", arguments));
      return capturing.apply(arguments);
    };
  }

  @Override
  public Databases databases() {
    return new MemoryTables();
  }

  @Override
  public Pasteboard pasteboard() {
    return pasteboard;
  }

  @Override
  public AgentControl agent() {
    return agent;
  }

  @Override
  public Installation installation() {
    return installation;
  }

  @Override
  public String version() {
    return "0.1.0";
  }

  @Override
  public Engine engine(Unlocking unlocking) {
    enginesMade++;
    if (engineFailure != null) {
      throw engineFailure;
    }
    engine.unlocking = unlocking;
    return engine;
  }
}
