package dev.keymaster.project;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A folder with a {@code keymaster.yaml}, and what that file says. Immutable: a change is written
 * to the file and gives a new project.
 *
 * <p>The file may come from anybody, with a clone or in a shared folder: whether its keys are
 * followed is asked of {@link TrustStore} first.
 */
public final class Project {
  private final Path root;
  private final byte[] bytes;
  private final ProjectFile file;

  private Project(Path root, byte[] bytes) {
    this.root = root;
    this.bytes = bytes;
    this.file = ProjectFile.parse(bytes);
  }

  /**
   * Finds the project of a folder: in itself or the nearest folder above it, not above the person's
   * home or in another file system.
   *
   * @param home the person's home; null if there is none
   * @throws KeymasterException USAGE with the line if its file is malformed
   */
  public static Optional<Project> find(Path folder, @Nullable Path home) {
    try {
      Path start = folder.toRealPath();
      Path last = home != null && Files.isDirectory(home) ? home.toRealPath() : null;
      for (Path at = start; at != null; at = at.equals(last) ? null : at.getParent()) {
        if (Files.exists(at.resolve(ProjectFile.NAME))) {
          return sameFileSystem(at, start) ? Optional.of(open(at)) : Optional.empty();
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // a folder that is gone has no project
    }
  }

  private static boolean sameFileSystem(Path one, Path other) throws IOException {
    return Files.getFileStore(one).equals(Files.getFileStore(other));
  }

  /** A link that came with a clone could have messages show lines of the person's other files. */
  private static Project open(Path root) {
    Path file = root.resolve(ProjectFile.NAME);
    if (Files.isSymbolicLink(file)) {
      throw KeymasterException.usage(
          Printable.clean(file.toString()) + " is a symbolic link", "put the file itself there");
    }
    Optional<byte[]> bytes = WholeFile.read(file);
    return new Project(root, bytes.orElseThrow());
  }

  /**
   * Writes a new {@code keymaster.yaml}; CONFLICT if there is one.
   *
   * @param folder becomes the project's root
   */
  public static Project create(Path folder, EnvironmentName environment) {
    Path target = folder.resolve(ProjectFile.NAME);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new KeymasterException(
          KeymasterException.Code.CONFLICT,
          Printable.clean(target.toString()) + " exists already",
          "it is left as it is");
    }
    return written(folder, ProjectFile.fresh(environment));
  }

  /**
   * Returns the project with these keys added or their variables changed, all or none: {@code use
   * NAME --as VARIABLE}.
   */
  public Project using(Map<KeyName, String> variables) {
    String text = text();
    for (Map.Entry<KeyName, String> each : variables.entrySet()) {
      String variable = YamlLines.scalar(each.getValue());
      text = YamlLines.set(text, ProjectFile.NAME, path(each.getKey()), variable);
    }
    return edited(text);
  }

  /** Returns the project without these keys, all or none; those that are not there stay so. */
  public Project without(Collection<KeyName> names) {
    String text = text();
    for (KeyName name : names) {
      text = YamlLines.unset(text, ProjectFile.NAME, path(name));
    }
    return edited(text);
  }

  private static List<String> path(KeyName name) {
    return List.of("keys", name.value());
  }

  private Project edited(String text) {
    ProjectFile.parse(text.getBytes(StandardCharsets.UTF_8));
    return written(root, text);
  }

  private static Project written(Path root, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    WholeFile.write(root.resolve(ProjectFile.NAME), bytes, WholeFile.COMMITTED);
    return new Project(root, bytes);
  }

  private String text() {
    return Yaml.text(bytes, ProjectFile.NAME);
  }

  /** Returns the folder, links resolved. */
  public Path root() {
    return root;
  }

  /** Returns what the file says. */
  public ProjectFile file() {
    return file;
  }

  /**
   * Returns what the project says about settings, by {@link Setting} name: its environment, which
   * is the one this machine switched to or else the file's default.
   */
  public Map<String, String> settings(ProjectState state) {
    EnvironmentName environment = state.environment().orElse(file.defaultEnvironment());
    return environment == null ? Map.of() : Map.of("environment", environment.value());
  }

  /** Returns a short text that changes with the project's place and its file's content. */
  public String fingerprint() {
    return Fingerprint.of(root) + Fingerprint.of(bytes);
  }

  /** The file's content as it was read. */
  byte[] bytes() {
    return bytes;
  }
}
