package dev.keymaster.cli;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.ServiceUser;
import dev.keymaster.project.CustomProviders;
import dev.keymaster.wire.Engine;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One run of one verb: the engine, the person, the chosen environment. */
final class Session implements AutoCloseable {
  private final World world;
  private final Globals globals;
  private final Output output;
  private final Person person;
  private final Passphrases passphrases;
  private final Surroundings surroundings;
  private final Codes codes;
  private final Names names = new Names(this);
  private @Nullable Engine engine;
  private @Nullable EnvironmentName environment;
  private @Nullable Catalogue catalogue;

  Session(World world, Globals globals, Output output) {
    this.world = world;
    this.globals = globals;
    this.output = output;
    this.surroundings = new Surroundings(world, globals);
    this.person = new Person(world, globals);
    this.codes = new Codes(this, globals.mfaFd);
    this.passphrases = new Passphrases(world, globals, person, output);
  }

  /** The same run, with the project and the settings looked at anew; it need not be closed. */
  Session again() {
    Session again = new Session(world, globals, output);
    again.engine = engine();
    return again;
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

  /** Where codes of a second factor come from. */
  Codes codes() {
    return codes;
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
      environment = named(surroundings.environment());
      if (globals.env == null && surroundings.distrusted()) {
        output.warn("keymaster.yaml is not followed until you trust it: keymaster trust");
      }
    }
    return environment;
  }

  /** Tells whether an environment was given as a flag. */
  boolean choseEnvironment() {
    return globals.env != null;
  }

  /** The environment of the person's settings, whatever folder and variables this started with. */
  EnvironmentName ownEnvironment() {
    return named(surroundings.ownEnvironment());
  }

  /**
   * The keys that a verb is about which goes through all environments unless one is given as a
   * flag.
   *
   * @param service of this service alone; null for all
   */
  Selection chosen(@Nullable String service) {
    return new Selection(
        choseEnvironment() ? environment() : null,
        service == null ? null : new ServiceName(service),
        null);
  }

  private static EnvironmentName named(EnvironmentName chosen) {
    if (ServiceUser.isReserved(chosen)) {
      throw KeymasterException.usage(
          "the environment " + chosen + " is Keymaster's own", "keymaster keys list");
    }
    return chosen;
  }

  /** Prints a table, cut at the edge of the terminal if it goes to one. */
  void print(Table table) {
    table.print(output, columns());
  }

  /** How wide what is printed may be: no limit but on a terminal. */
  int columns() {
    Terminal terminal = world.terminal();
    return terminal.has(Terminal.Stream.OUT) ? terminal.columns() : Integer.MAX_VALUE;
  }

  /** How keys are named here. */
  Names names() {
    return names;
  }

  /** What is known about providers. */
  Catalogue catalogue() {
    if (catalogue == null) {
      Path more = world.places().providers();
      Catalogue builtin = Catalogue.builtin();
      boolean any = Files.exists(more, LinkOption.NOFOLLOW_LINKS);
      catalogue = any ? CustomProviders.in(more, builtin) : builtin;
    }
    return catalogue;
  }

  /** The time of this run. */
  Instant now() {
    return world.clock().instant();
  }

  @Override
  public void close() {
    passphrases.close();
    if (engine != null) {
      engine.close();
    }
  }
}
