package dev.keymaster.cli;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where Keymaster keeps its files: the XDG folders, or everything under {@code KEYMASTER_HOME}.
 *
 * @param config what a person sets
 * @param data the vault
 * @param state logs and what this machine remembers
 */
public record Places(Path config, Path data, Path state) {
  private static final String NAME = "keymaster";

  /** Works the places out from the environment and the home directory. */
  public static Places of(Map<String, String> environment, Path home) {
    String root = environment.getOrDefault("KEYMASTER_HOME", "");
    if (!root.isEmpty()) {
      Path base = home.resolve(root).toAbsolutePath();
      return new Places(base.resolve("config"), base.resolve("data"), base.resolve("state"));
    }
    return new Places(
        folder(environment, "XDG_CONFIG_HOME", home.resolve(".config")),
        folder(environment, "XDG_DATA_HOME", home.resolve(".local/share")),
        folder(environment, "XDG_STATE_HOME", home.resolve(".local/state")));
  }

  /** XDG: a relative path in such a variable is to be ignored. */
  private static Path folder(Map<String, String> environment, String variable, Path otherwise) {
    String value = environment.getOrDefault(variable, "");
    Path base = value.startsWith("/") ? Path.of(value) : otherwise;
    return base.resolve(NAME);
  }

  /** The user's settings. */
  public Path settings() {
    return config.resolve("config.yaml");
  }

  /** The file that remembers the newest state seen of a vault (docs/format.md). */
  public Path seen(String vaultId) {
    return state.resolve("seen").resolve(vaultId);
  }

  /** The log that {@code --debug} writes. */
  public Path log() {
    return state.resolve("keymaster.log");
  }
}
