package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.ide.Change;
import dev.keymaster.ide.Tool;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.project.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Editors and coding agents of this person and project. */
final class IdeTools {
  private final Session session;
  private final Path project;

  IdeTools(Session session) {
    this.session = session;
    this.project =
        session
            .surroundings()
            .project()
            .map(found -> found.root())
            .orElse(session.world().directory());
  }

  /** What tells that a tool is used here; empty if nothing does. */
  Optional<String> sign(Tool tool) {
    Stream<String> ofProject = tool.inProject().stream().filter(this::isInProject);
    Stream<String> ofHome = tool.inHome().stream().filter(this::isInHome).map(name -> "~/" + name);
    Stream<String> programs = tool.programs().stream().filter(this::isProgram);
    return Stream.of(ofProject, programs, ofHome).flatMap(signs -> signs).findFirst();
  }

  private boolean isInProject(String name) {
    return Files.exists(project.resolve(name));
  }

  private boolean isInHome(String name) {
    return session.world().home().filter(home -> Files.exists(home.resolve(name))).isPresent();
  }

  private boolean isProgram(String name) {
    String path = session.world().environment().getOrDefault("PATH", "");
    return Stream.of(path.split(":", -1))
        .filter(folder -> folder.startsWith("/"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(name)));
  }

  /** What becomes of the files of a tool. */
  List<Change> changes(Tool tool) {
    String shell = session.world().environment().getOrDefault("SHELL", "");
    boolean mac = session.world().installation().system().startsWith("Mac");
    return tool.changes(shell.startsWith("/") ? shell : "/bin/sh", mac ? "osx" : "linux");
  }

  /** Whether its settings are as they are to be. */
  boolean isSetUp(Tool tool) {
    return changes(tool).stream()
        .allMatch(change -> {
          String text = text(change.path());
          return !text.isEmpty() && after(change, text, false).equals(text);
        });
  }

  /**
   * Changes the files of a tool; returns those that change.
   *
   * @param removal takes away what was set up
   * @param rehearsal writes nothing
   */
  List<String> apply(Tool tool, boolean removal, boolean rehearsal) {
    List<String> changed = new ArrayList<>();
    for (Change change : changes(tool)) {
      String before = text(change.path());
      String after = after(change, before, removal);
      if (!after.equals(before)) {
        changed.add(change.path());
        if (!rehearsal) {
          write(change.path(), after);
        }
      }
    }
    return changed;
  }

  private String after(Change change, String before, boolean removal) {
    try {
      boolean nothing = removal && before.isEmpty();
      return nothing ? "" : (removal ? change.removal() : change.setup()).apply(before);
    } catch (KeymasterException e) {
      throw new KeymasterException(e.code(), change.path() + ": " + e.getMessage(), e.hint(), e);
    }
  }

  private String text(String path) {
    return new String(WholeFile.read(file(path)).orElse(new byte[0]), UTF_8);
  }

  /** A project of somebody else's making may have links to places that are none of its own. */
  private Path file(String path) {
    Path file = project.resolve(path);
    Path folder = Objects.requireNonNull(file.getParent());
    try {
      if (Files.exists(folder) && !folder.toRealPath().startsWith(project.toRealPath())) {
        throw KeymasterException.usage(
            path + " is outside of this project: a link leads there", "");
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
    return file;
  }

  private void write(String path, String text) {
    Path file = file(path);
    try {
      if (text.isEmpty()) {
        Files.delete(file);
        return;
      }
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      WholeFile.write(file, text.getBytes(UTF_8), WholeFile.COMMITTED);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static KeymasterException failed(Path file, IOException e) {
    return new KeymasterException(
        Code.FAILURE, file + " cannot be read or written", "ls -ld " + file, e);
  }
}
