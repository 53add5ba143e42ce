package dev.keymaster.project;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What this machine remembers about a project and nobody commits: the environment that {@code
 * keymaster env NAME} switched to. One file a project in {@code projects} of the state folder,
 * named after the SHA-256 of the project's path.
 */
public final class ProjectState {
  private final Path folder;
  private final Path file;

  /** Uses the state folder of Keymaster, which need not exist yet. */
  public ProjectState(Path stateFolder, Project project) {
    this.folder = stateFolder.resolve("projects");
    this.file = folder.resolve(Fingerprint.of(project.root()) + ".environment");
  }

  /** Returns the environment switched to; empty if nobody switched, or what is there is no name. */
  public Optional<EnvironmentName> environment() {
    Optional<byte[]> bytes = WholeFile.readPrivate(file);
    try {
      return bytes.map(
          text -> new EnvironmentName(new String(text, StandardCharsets.UTF_8).strip()));
    } catch (KeymasterException e) {
      return Optional.empty();
    }
  }

  /** Switches the project to another environment on this machine. */
  public void switchTo(EnvironmentName environment) {
    WholeFile.makeFolder(folder);
    WholeFile.write(file, (environment + "\n").getBytes(StandardCharsets.UTF_8), WholeFile.PRIVATE);
  }

  /** Goes back to what the project file says. */
  public void reset() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new KeymasterException(
          KeymasterException.Code.FAILURE, "cannot forget the environment", "", e);
    }
  }
}
