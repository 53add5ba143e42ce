package dev.keymaster.app;

import dev.keymaster.cli.AgentControl;
import dev.keymaster.cli.Capture;
import dev.keymaster.cli.Installation;
import dev.keymaster.cli.Pasteboard;
import dev.keymaster.cli.Places;
import dev.keymaster.cli.Terminal;
import dev.keymaster.cli.Unlocking;
import dev.keymaster.cli.World;
import dev.keymaster.model.Databases;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.run.Attendant;
import dev.keymaster.run.Browser;
import dev.keymaster.run.Runner;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.tables.MemoryDatabases;
import dev.keymaster.wire.Engine;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The world of a real process: its streams, its environment, its terminal, this machine's clock.
 */
final class ProcessWorld implements World {
  private final Map<String, String> environment;
  private final InputStream in;
  private final OutputStream out;
  private final OutputStream err;
  private @Nullable Engine engine;

  ProcessWorld(Map<String, String> environment) {
    this(
        environment,
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err));
  }

  ProcessWorld(
      Map<String, String> environment, InputStream in, OutputStream out, OutputStream err) {
    this.environment = environment;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public OutputStream err() {
    return err;
  }

  @Override
  public InputStream descriptor(int number) throws IOException {
    return new FileInputStream("/dev/fd/" + number);
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public Path directory() {
    return Path.of("").toAbsolutePath();
  }

  @Override
  public Places places() {
    String home = environment.getOrDefault("HOME", "");
    String own = environment.getOrDefault("KEYMASTER_HOME", "");
    if (!home.startsWith("/") && !own.startsWith("/")) {
      throw new KeymasterException(
          KeymasterException.Code.FAILURE,
          "HOME is not set, so there is no place for the vault",
          "set HOME, or KEYMASTER_HOME to a folder of your own");
    }
    return Places.of(
        environment,
        Path.of(home.startsWith("/") ? home : own),
        RuntimeFolder.of(environment, UserId.current()));
  }

  @Override
  public Terminal terminal() {
    return new TerminalDevice(environment, Path.of("/dev/tty"));
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public Randomness randomness() {
    return new SecureRandom()::nextBytes;
  }

  @Override
  public Runner runner() {
    return Runner.system(Composition.nativeFront().orElse(null));
  }

  @Override
  public Attendant attendant() {
    return Attendant.system(Composition.nativeFront().orElse(null));
  }

  @Override
  public Capture capture() {
    return new ItselfAgain();
  }

  @Override
  public Databases databases() {
    return new MemoryDatabases();
  }

  @Override
  public Pasteboard pasteboard() {
    return new DesktopClipboard();
  }

  @Override
  public Optional<Path> front() {
    return Composition.nativeFront();
  }

  @Override
  public Installation installation() {
    return ThisInstallation.look(environment);
  }

  @Override
  public String version() {
    return Optional.ofNullable(Main.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .orElse("unknown");
  }

  @Override
  public int tour() throws IOException {
    return Tour.run(out);
  }

  @Override
  public Engine engine(Unlocking unlocking) {
    Engine made = composition().engine(unlocking, this::warn);
    engine = made;
    return made;
  }

  @Override
  public boolean title(String name) {
    Path comm = Path.of("/proc/self/comm");
    if (!Files.exists(comm)) {
      return true; // not Linux: ancestors are not told apart by it there
    }
    try {
      Files.writeString(comm, name, StandardOpenOption.WRITE);
      return Files.readString(comm).strip().equals(name);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public boolean browse(String page) {
    return Browser.open(page, environment);
  }

  @Override
  public void alarm(String what) {
    if (engine instanceof LocalEngine local) {
      local.alarm(what);
    } else {
      composition().alarm(what);
    }
  }

  @Override
  public AgentControl agent() {
    return new AgentDoor(this, composition(), places());
  }

  private Composition composition() {
    return new Composition(environment, places(), randomness(), clock());
  }

  private void warn(String line) {
    try {
      err.write(("keymaster: warning: " + line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // nowhere left to say it
    }
  }
}
