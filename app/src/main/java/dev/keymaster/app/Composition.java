package dev.keymaster.app;

import dev.keymaster.ancestry.Ancestry;
import dev.keymaster.bus.LoginWatch;
import dev.keymaster.cli.Places;
import dev.keymaster.cli.Unlocking;
import dev.keymaster.crypto.KeyHome;
import dev.keymaster.crypto.RecoveryCode;
import dev.keymaster.delivery.Couriers;
import dev.keymaster.metrics.Commits;
import dev.keymaster.metrics.MeasuredRows;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Courier;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.VaultStatus;
import dev.keymaster.providers.Vendors;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.service.SlotSecrets;
import dev.keymaster.service.VaultFile;
import dev.keymaster.storage.CopyFolder;
import dev.keymaster.storage.FileFailedUnlocks;
import dev.keymaster.storage.FileFingerprints;
import dev.keymaster.storage.FileHeldFreeze;
import dev.keymaster.storage.FileHighWater;
import dev.keymaster.unlock.EnvironmentSource;
import dev.keymaster.unlock.KeyFileSource;
import dev.keymaster.unlock.KeychainSource;
import dev.keymaster.unlock.Keychains;
import dev.keymaster.unlock.PassphraseSource;
import dev.keymaster.unlock.Prompt;
import dev.keymaster.unlock.RecoverySource;
import dev.keymaster.wire.AgentClient;
import dev.keymaster.wire.Connector;
import dev.keymaster.wire.Engine;
import dev.keymaster.wire.RemoteEngine;
import dev.keymaster.wire.UnixConnector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Puts the engine of this process together: the only place where edges meet the core. */
final class Composition {
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final Duration KEYCHAIN_PATIENCE = Duration.ofSeconds(60);

  private final Map<String, String> environment;
  private final Places places;
  private final Randomness randomness;
  private final InstantSource clock;
  private boolean noticed;

  Composition(
      Map<String, String> environment, Places places, Randomness randomness, InstantSource clock) {
    this.environment = environment;
    this.places = places;
    this.randomness = randomness;
    this.clock = clock;
  }

  /** Makes the engine, in the agent's process if there is to be one; opens nothing yet. */
  Engine engine(Unlocking person, Consumer<String> warnings) {
    return agentUnused().isEmpty() && vault(UnaryOperator.identity()).exists()
        ? remote(person, warnings)
        : local(sources(person, warnings));
  }

  /** Makes the engine in the agent's process. */
  RemoteEngine remote(Unlocking person, Consumer<String> warnings) {
    List<RootKeySource> sources = sources(person, warnings);
    LocalEngine local = local(sources);
    return new RemoteEngine(
        new AgentClient(started(), this::noticed),
        attempt -> {
          VaultStatus status = local.vault().status();
          return new SlotSecrets(status.id(), sources).open(status.slots(), attempt);
        },
        local.keeping(),
        local);
  }

  /** Makes the engine of an agent: it has no sources, since the secrets are sent to it. */
  LocalEngine resident(KeyHome home, Commits timed) {
    return local(vault(rows -> new MeasuredRows(rows, timed)), List.of(), home);
  }

  private LocalEngine local(List<RootKeySource> sources) {
    return local(vault(UnaryOperator.identity()), sources, KeyHome.heap());
  }

  private LocalEngine local(VaultFile file, List<RootKeySource> sources, KeyHome home) {
    Caller caller = caller();
    boolean belowAgent = !caller.origin().agent().isEmpty();
    return new LocalEngine(
            file, new FileHighWater(places.state()), randomness, clock, caller, sources, home)
        .delivering(courier())
        .ringing(new DesktopBell(environment, UserId.current(), belowAgent))
        .telling(Rotations.hook(places))
        .reaching(this::vendors);
  }

  /** Makes what asks providers, by the settings as they are now. */
  private Vendors vendors() {
    return Providers.reached(environment, places, clock);
  }

  private VaultPath vault(UnaryOperator<SealedRows> rows) {
    return new VaultPath(
        places.vault(),
        new CopyFolder(places.copies()),
        new FileFailedUnlocks(places.state()),
        new FileHeldFreeze(places.state()),
        new FileFingerprints(places.state(), randomness),
        rows);
  }

  /** Tells why commands do without an agent; empty if they do not. */
  String agentUnused() {
    if (environment.getOrDefault("KEYMASTER_AGENT", "").equals("off")) {
      return "KEYMASTER_AGENT=off";
    }
    if (environment.getOrDefault("CI", "").equals("true")) {
      return "CI=true";
    }
    return image().isPresent() && UserId.current() >= 0 ? "" : "there is no installation to start";
  }

  /** Refuses if commands do without an agent. */
  void demandAgent() {
    if (!agentUnused().isEmpty()) {
      throw KeymasterException.usage(
          "commands do without an agent: " + agentUnused(), "unset the variable to have one");
    }
  }

  /** Connects to a living agent. */
  Connector living() {
    return () -> new UnixConnector(places.socket(), self()).connect();
  }

  /** The program as it is installed now, if there is an installation. */
  Optional<InstalledProgram> installed() {
    return image()
        .map(image ->
            new InstalledProgram(image, new AgentStarter(living(), launcher(image), environment)));
  }

  private static Path launcher(Path image) {
    return image.resolve("bin").resolve("keymaster");
  }

  /** Has an agent of another program handed over to the installed one; whatever comes of that. */
  private void noticed(String build) {
    if (noticed || build.equals(AgentDoor.BUILD)) {
      return;
    }
    noticed = true;
    try (AgentClient client = new AgentClient(living(), other -> {})) {
      client.send("POST", "/v1/hand-over");
    } catch (KeymasterException e) {
      // it serves as it is: the protocol is the same
    }
  }

  /** Connects to an agent, which is started if none lives. */
  Connector started() {
    demandAgent();
    return new AgentStarter(living(), launcher(image().orElseThrow()), environment);
  }

  private static UserPrincipal self() throws IOException {
    return Files.getOwner(Path.of("/proc/self"));
  }

  /** The installation that this process was started from: the folder around its runtime. */
  static Optional<Path> image() {
    return Optional.ofNullable(Path.of(System.getProperty("java.home", "")).getParent())
        .filter(folder -> Files.isExecutable(folder.resolve("bin").resolve("keymaster")));
  }

  /** What people start, if it is the native front and no script. */
  static Optional<Path> nativeFront() {
    return image().map(Composition::launcher).filter(Composition::isElf);
  }

  private static boolean isElf(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(ELF.length), ELF);
    } catch (IOException e) {
      return false;
    }
  }

  /** Tells the desktop that the vault was found to be changed. */
  void alarm(String what) {
    local(List.of()).alarm(what);
  }

  /** Hears when nobody may be there any more, and does that then. */
  LoginWatch logins(Runnable left) {
    int uid = (int) UserId.current();
    long pid = ProcessHandle.current().pid();
    return LoginWatch.start(environment, uid, pid, Duration.ofSeconds(30), left);
  }

  /** Makes what brings alerts to their targets. */
  private Courier courier() {
    return new Couriers(new DesktopCourier(environment));
  }

  private List<RootKeySource> sources(Unlocking person, Consumer<String> warnings) {
    Prompt prompt = text -> Optional.of(person.passphrase(text));
    String keyFile = environment.getOrDefault(KeyFileSource.VARIABLE, "");
    return List.of(
        new EnvironmentSource(new SecretVariables(environment), warnings),
        new KeyFileSource(Optional.of(keyFile).filter(path -> !path.isEmpty()).map(Path::of)),
        new LateSource(SlotKind.KEYCHAIN, () -> keychain(person.someoneThere())),
        new PassphraseSource(prompt),
        new RecoverySource(prompt, RecoveryCode::parse));
  }

  private RootKeySource keychain(boolean someoneThere) {
    String system = System.getProperty("os.name", "");
    Duration patience = someoneThere ? KEYCHAIN_PATIENCE : Duration.ZERO;
    return new KeychainSource(Keychains.of(system, environment, patience));
  }

  /** Who asks: in this process it is the program that started it. */
  private static Caller caller() {
    ProcessHandle self = ProcessHandle.current();
    ProcessHandle asking = self.parent().orElse(self);
    return Ancestry.ofThisSystem("").caller(UserId.current(), asking.pid());
  }
}
