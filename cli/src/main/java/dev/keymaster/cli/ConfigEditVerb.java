package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.project.ConfigFile;
import dev.keymaster.run.Launch;
import dev.keymaster.run.Outcome;
import dev.keymaster.run.Runner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code config edit}. */
@Command(
    description =
        "Opens a copy in $VISUAL or $EDITOR and puts it in place when the editor ends, if it is"
            + " understood. Otherwise everything stays as it was and the copy is kept.",
    footer = {"  keymaster config edit", "  EDITOR='code --wait' keymaster config edit"})
final class ConfigEditVerb extends Verb {
  @Override
  int run(Session session) throws IOException {
    Path file = session.world().places().settings();
    Path copy = copy(file);
    Outcome outcome = Runner.child().run(new Launch(Editor.command(session, copy), Map.of()));
    if (outcome.exitCode() != 0) {
      Files.delete(copy);
      throw new KeymasterException(
          Code.FAILURE, "the editor did not end well, nothing changed", "export EDITOR=vi");
    }
    ConfigFile.read(copy);
    Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
    if (session.output().json()) {
      session.output().json(Json.document("saved").set("file", file.toString()));
    } else {
      session.output().note("saved " + file);
    }
    return 0;
  }

  private static Path copy(Path file) throws IOException {
    Path folder = file.resolveSibling("");
    Files.createDirectories(folder, mode("rwx------"));
    Path copy = file.resolveSibling("config.edited.yaml");
    Files.deleteIfExists(copy);
    Files.createFile(copy, mode("rw-------"));
    if (Files.exists(file)) {
      Files.write(copy, Files.readAllBytes(file));
    }
    return copy;
  }

  private static FileAttribute<?> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
