package dev.keymaster.app;

import dev.keymaster.ancestry.Ancestry;
import dev.keymaster.cli.Places;
import dev.keymaster.cli.Unlocking;
import dev.keymaster.crypto.RecoveryCode;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.SlotKind;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.storage.CopyFolder;
import dev.keymaster.storage.FileHighWater;
import dev.keymaster.unlock.EnvironmentSource;
import dev.keymaster.unlock.KeyFileSource;
import dev.keymaster.unlock.KeychainSource;
import dev.keymaster.unlock.Keychains;
import dev.keymaster.unlock.PassphraseSource;
import dev.keymaster.unlock.Prompt;
import dev.keymaster.unlock.RecoverySource;
import dev.keymaster.wire.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts the engine of this process together: the only place where edges meet the core. */
final class Composition {
  private static final Duration KEYCHAIN_PATIENCE = Duration.ofSeconds(60);

  private final Map<String, String> environment;
  private final Places places;
  private final Randomness randomness;
  private final InstantSource clock;

  Composition(
      Map<String, String> environment, Places places, Randomness randomness, InstantSource clock) {
    this.environment = environment;
    this.places = places;
    this.randomness = randomness;
    this.clock = clock;
  }

  /** Makes the engine; opens nothing yet. */
  Engine engine(Unlocking person, Consumer<String> warnings) {
    return new LocalEngine(
        new VaultPath(places.data().resolve("vault.db"), new CopyFolder(places.copies())),
        new FileHighWater(places.state()),
        randomness,
        clock,
        caller(),
        sources(person, warnings));
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
