package dev.keymaster.cli;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Selection;
import dev.keymaster.wire.Engine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of one verb: the engine, the person, the chosen environment. */
final class Session implements AutoCloseable {
  private final World world;
  private final Globals globals;
  private final Output output;
  private final Person person;
  private final Passphrases passphrases;
  private @Nullable Engine engine;

  Session(World world, Globals globals, Output output) {
    this.world = world;
    this.globals = globals;
    this.output = output;
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

  /** The engine, made when first wanted. */
  Engine engine() {
    if (engine == null) {
      engine = world.engine(passphrases);
    }
    return engine;
  }

  /** The environment of this run: flag, variable, otherwise the default. */
  EnvironmentName environment() {
    String chosen = globals.env;
    if (chosen == null) {
      chosen = world.environment().get("KEYMASTER_ENV");
    }
    return chosen == null || chosen.isEmpty()
        ? EnvironmentName.DEFAULT
        : new EnvironmentName(chosen);
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

  /** Adds what the person may have meant to a failure that says: no such key. */
  KeymasterException explained(KeymasterException failure, KeyRef ref) {
    if (failure.code() != Code.NOT_FOUND || ref.version() != null) {
      return failure;
    }
    List<String> names =
        engine().keys().list(new Selection(ref.environment(), null, null)).stream()
            .map(key -> key.name().value())
            .toList();
    String guess = Closest.ask(ref.name().value(), names);
    return new KeymasterException(
        Code.NOT_FOUND,
        "no key " + ref.name() + " in " + ref.environment(),
        guess.isEmpty() ? "keymaster ls --env " + ref.environment() : guess,
        failure);
  }

  @Override
  public void close() {
    passphrases.close();
    if (engine != null) {
      engine.close();
    }
  }
}
