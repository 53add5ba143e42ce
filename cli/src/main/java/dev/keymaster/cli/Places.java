package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Where Keymaster keeps its files: the XDG folders, or everything under {@code KEYMASTER_HOME}.
 *
 * @param config what a person sets
 * @param data the vault
 * @param state logs and what this machine remembers
 * @param runtime a folder for sockets that is this person's alone and ends with the session, such
 *     as {@code /run/user/1000}
 * @param ownHome whether the vault is not at the usual place
 */
public record Places(Path config, Path data, Path state, Path runtime, boolean ownHome) {
  private static final String NAME = "keymaster";

  /** Works the places out on this system. */
  public static Places of(Map<String, String> environment, Path home, Path runtime) {
    return of(System.getProperty("os.name", ""), environment, home, runtime);
  }

  /**
   * Works the places out from the environment, the home directory and the folder for sockets.
   *
   * @param system the name of the system as Java has it: {@code Linux}, {@code Mac OS X}, {@code
   *     Windows 11}
   */
  static Places of(String system, Map<String, String> environment, Path home, Path runtime) {
    String root = environment.getOrDefault("KEYMASTER_HOME", "");
    if (!root.isEmpty()) {
      return under(home.resolve(root).toAbsolutePath(), runtime, true);
    }
    if (system.startsWith("Mac")) {
      return under(home.resolve("Library/Application Support").resolve(NAME), runtime, false);
    }
    if (system.startsWith("Windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      Path base = local.isEmpty() ? home.resolve("AppData/Local") : Path.of(local);
      return under(base.resolve(NAME), runtime, false);
    }
    return new Places(
        folder(environment, "XDG_CONFIG_HOME", home.resolve(".config")),
        folder(environment, "XDG_DATA_HOME", home.resolve(".local/share")),
        folder(environment, "XDG_STATE_HOME", home.resolve(".local/state")),
        runtime,
        false);
  }

  private static Places under(Path base, Path runtime, boolean ownHome) {
    return new Places(
        base.resolve("config"), base.resolve("data"), base.resolve("state"), runtime, ownHome);
  }

  /** XDG: a relative path in such a variable is to be ignored. */
  private static Path folder(Map<String, String> environment, String variable, Path otherwise) {
    String value = environment.getOrDefault(variable, "");
    Path base = value.startsWith("/") ? Path.of(value) : otherwise;
    return base.resolve(NAME);
  }

  /** The vault; SQLite's log lies beside it. */
  public Path vault() {
    return data.resolve("vault.db");
  }

  /** The user's settings. */
  public Path settings() {
    return config.resolve("config.yaml");
  }

  /** The providers that the user knows beyond the catalogue. */
  public Path providers() {
    return config.resolve("providers.yaml");
  }

  /** The file that remembers the newest state seen of a vault (docs/format.md). */
  public Path seen(String vaultId) {
    return state.resolve("seen").resolve(vaultId);
  }

  /**
   * The socket of the agent that holds this vault: one for the usual place, and one for each other
   * home, named by the first 8 bytes of the SHA-256 of the data folder's path.
   */
  public Path socket() {
    Path folder = runtime.resolve(NAME);
    return (ownHome ? folder.resolve(hash(data)) : folder).resolve("agent.sock");
  }

  private static String hash(Path path) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(path.toString().getBytes(UTF_8)), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("no SHA-256", e);
    }
  }

  /** The folder of safety copies. */
  public Path copies() {
    return state.resolve("backups");
  }

  /** The log that {@code --debug} writes. */
  public Path log() {
    return state.resolve("keymaster.log");
  }
}
