package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.catalogue.KeyKind;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Selection;
import dev.keymaster.wire.Engine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of one verb: the engine, the person, the chosen environment. */
final class Session implements AutoCloseable {
  private final World world;
  private final Globals globals;
  private final Output output;
  private final Person person;
  private final Passphrases passphrases;
  private final Surroundings surroundings;
  private @Nullable Engine engine;
  private @Nullable EnvironmentName environment;
  private @Nullable Catalogue catalogue;

  Session(World world, Globals globals, Output output) {
    this.world = world;
    this.globals = globals;
    this.output = output;
    this.surroundings = new Surroundings(world, globals);
    this.person = new Person(world, globals);
    this.passphrases = new Passphrases(world, globals, person, output);
  }

  World world() {
    return world;
  }

  Output output() {
    return output;
  }

  /** Who may be asked. */
  Person person() {
    return person;
  }

  /** Where passphrases come from. */
  Passphrases passphrases() {
    return passphrases;
  }

  /** The engine, made when first wanted. */
  Engine engine() {
    if (engine == null) {
      engine = world.engine(passphrases);
    }
    return engine;
  }

  /** The project and the settings that hold here. */
  Surroundings surroundings() {
    return surroundings;
  }

  /** The environment of this run; warns once if a project would have a say that is not trusted. */
  EnvironmentName environment() {
    if (environment == null) {
      environment = surroundings.environment();
      if (globals.env == null && surroundings.distrusted()) {
        output.warn("keymaster.yaml is not followed until you trust it: keymaster trust");
      }
    }
    return environment;
  }

  /** Prints a table, cut at the edge of the terminal if it goes to one. */
  void print(Table table) {
    Terminal terminal = world.terminal();
    boolean shown = terminal.has(Terminal.Stream.OUT);
    table.print(output, shown ? terminal.columns() : Integer.MAX_VALUE);
  }

  /** Reads {@code NAME}, {@code NAME#VERSION} or {@code km://ENV/NAME[#VERSION]}. */
  KeyRef ref(String text) {
    if (text.startsWith(KeyRef.SCHEME)) {
      return KeyRef.parse(text);
    }
    if (text.contains("#")) {
      return KeyRef.parse(KeyRef.SCHEME + environment() + "/" + text);
    }
    return new KeyRef(environment(), new KeyName(text));
  }

  /** Reads a reference to a key as a whole: no version. */
  KeyRef keyRef(String text) {
    KeyRef ref = ref(text);
    if (ref.version() != null) {
      throw KeymasterException.usage(
          "a version makes no sense here", "leave out #" + ref.version());
    }
    return ref;
  }

  /** Returns all that is known about a key but its values; says what may have been meant. */
  KeyRecord show(KeyRef ref) {
    try {
      return engine().keys().show(ref.environment(), ref.name());
    } catch (KeymasterException e) {
      throw explained(e, ref);
    }
  }

  /** What is known about providers. */
  Catalogue catalogue() {
    if (catalogue == null) {
      catalogue = Catalogue.builtin();
    }
    return catalogue;
  }

  /** The time of this run. */
  Instant now() {
    return world.clock().instant();
  }

  /** Refuses a name that is a key: it was meant as the value, and names are shown. */
  void refuseValue(String name, String verb) {
    if (looksLikeValue(name)) {
      throw KeymasterException.usage(
          "that is a key, not the name of one", "keymaster " + verb + " NAME; " + SecretInput.WAYS);
    }
  }

  /** Tells whether that is certainly a key and no name, so that no message may repeat it. */
  boolean looksLikeValue(String name) {
    return catalogue().recognise(name.getBytes(UTF_8)).stream()
        .anyMatch(found -> found.kind().evidence() != KeyKind.Evidence.GUESS);
  }

  /** Adds what the person may have meant to a failure that says: no such key. */
  KeymasterException explained(KeymasterException failure, KeyRef ref) {
    if (failure.code() != Code.NOT_FOUND || ref.version() != null) {
      return failure;
    }
    String guess = meant(ref);
    String name = looksLikeValue(ref.name().value()) ? "of that name" : ref.name().value();
    return new KeymasterException(
        Code.NOT_FOUND,
        "no key " + name + " in " + ref.environment(),
        guess.isEmpty() ? "keymaster ls --env " + ref.environment() : guess,
        failure);
  }

  /** The same name elsewhere, or a similar one here. */
  private String meant(KeyRef ref) {
    for (KeySummary twin : engine().keys().list(new Selection(null, null, ref.name()))) {
      return "there is one in " + twin.environment() + ": --env " + twin.environment();
    }
    List<String> names =
        engine().keys().list(new Selection(ref.environment(), null, null)).stream()
            .map(key -> key.name().value())
            .toList();
    return Closest.ask(ref.name().value(), names);
  }

  @Override
  public void close() {
    passphrases.close();
    if (engine != null) {
      engine.close();
    }
  }
}
