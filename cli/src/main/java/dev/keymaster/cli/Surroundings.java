package dev.keymaster.cli;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.project.ConfigFile;
import dev.keymaster.project.Project;
import dev.keymaster.project.ProjectState;
import dev.keymaster.project.Setting;
import dev.keymaster.project.Settings;
import dev.keymaster.project.TrustStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a command stands in: the project of the folder, the person's settings, the environment that
 * follows from them. Read only as far as asked for, since hot commands pay for every file.
 *
 * <p>A project that nobody trusts is found but not followed: its file may come from anybody.
 */
final class Surroundings {
  private final World world;
  private final Globals globals;
  private Optional<Project> project = Optional.empty();
  private boolean looked;
  private @Nullable Settings settings;

  Surroundings(World world, Globals globals) {
    this.world = world;
    this.globals = globals;
  }

  /** The project of the working directory, trusted or not. */
  Optional<Project> project() {
    if (!looked) {
      looked = true;
      project = Project.find(world.directory(), world.home().orElse(null));
    }
    return project;
  }

  /** The project; NOT_FOUND if there is none. */
  Project demandProject() {
    return project()
        .orElseThrow(() ->
            new KeymasterException(
                Code.NOT_FOUND, "no keymaster.yaml here or above", "keymaster init"));
  }

  /** The project if this person trusts its file as it is now. */
  Optional<Project> followed() {
    return project().filter(trust()::trusts);
  }

  /** Tells whether there is a project that is not followed. */
  boolean distrusted() {
    return project().isPresent() && followed().isEmpty();
  }

  /** Refuses to go on in a project that is not followed: its files may come from anybody. */
  void demandTrust(String hint) {
    if (distrusted()) {
      throw new KeymasterException(
          Code.DENIED, "this project's keymaster.yaml is not trusted", hint);
    }
  }

  TrustStore trust() {
    return new TrustStore(world.places().state());
  }

  /** What this machine remembers about a project. */
  ProjectState state(Project of) {
    return new ProjectState(world.places().state(), of);
  }

  /** Where keys are looked for: flag, variable, project, settings, {@code dev}. */
  EnvironmentName environment() {
    String chosen = globals.env;
    if (chosen == null) {
      chosen = world.environment().getOrDefault("KEYMASTER_ENV", "");
    }
    if (!chosen.isEmpty() || globals.env != null) {
      return new EnvironmentName(chosen);
    }
    return project().isEmpty() && !hasSettings()
        ? EnvironmentName.DEFAULT
        : settings().environment();
  }

  /** What holds of the person's settings alone: folder and KEYMASTER_ENV are a starter's. */
  EnvironmentName ownEnvironment() {
    ConfigFile user = ConfigFile.read(world.places().settings());
    return new Settings(Map.of(), Map.of(), Map.of(), user).environment();
  }

  /** Returns what is set, by whomever, without reading files that are not there. */
  String setting(Setting setting) {
    return hasSettings() ? settings().effective(setting).value() : setting.fallback();
  }

  /** The person's colour; a file that cannot be read must not keep its own error from showing. */
  String color() {
    try {
      return setting(Setting.COLOR);
    } catch (KeymasterException e) {
      return Setting.COLOR.fallback();
    }
  }

  /**
   * A link that leads nowhere is there too. Asked for each command, and the JDK throws and catches
   * for what is missing if it must not follow links.
   */
  private boolean hasSettings() {
    Path file = world.places().settings();
    String[] names = file.resolveSibling("").toFile().list();
    return names == null
        ? Files.exists(file)
        : List.of(names).contains(String.valueOf(file.getFileName()));
  }

  /** Everything that can be set, and who set it. */
  Settings settings() {
    if (settings == null) {
      Map<String, String> flags =
          globals.env == null ? Map.of() : Map.of("environment", globals.env);
      Map<String, String> ofProject =
          followed().map(found -> found.settings(state(found))).orElse(Map.of());
      ConfigFile user = ConfigFile.read(world.places().settings());
      settings = new Settings(flags, world.environment(), ofProject, user);
    }
    return settings;
  }
}
