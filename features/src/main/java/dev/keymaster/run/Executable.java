package dev.keymaster.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a program is, found as a shell finds it. */
final class Executable {
  /** What runs scripts that do not say so. */
  static final Path SHELL = Path.of("/bin/sh");

  private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

  /** Found, or why not. */
  sealed interface Search {
    record Found(Path path) implements Search {}

    record Failed(Outcome.NotStarted outcome) implements Search {}
  }

  private Executable() {}

  /**
   * Finds {@code program} itself if it holds a slash, else in the folders of {@code searchPath}.
   */
  static Search find(String program, @Nullable String searchPath) {
    if (program.indexOf('/') >= 0) {
      return judge(program, "");
    }
    Search best = new Search.Failed(Outcome.NotStarted.missing(program));
    for (String folder : (searchPath == null ? USUAL_PATH : searchPath).split(":", -1)) {
      Search found = judge(program, folder.isEmpty() ? "." : folder);
      if (found instanceof Search.Found) {
        return found;
      }
      if (found instanceof Search.Failed(var outcome) && outcome.exitCode() == 126) {
        best = found;
      }
    }
    return best;
  }

  private static Search judge(String program, String folder) {
    try {
      return judge(program, Path.of(folder, program));
    } catch (InvalidPathException e) {
      return new Search.Failed(Outcome.NotStarted.missing(program)); // such a file cannot exist
    }
  }

  private static Search judge(String program, Path path) {
    if (!Files.exists(path)) {
      return new Search.Failed(Outcome.NotStarted.missing(program));
    }
    if (Files.isDirectory(path)) {
      return new Search.Failed(Outcome.NotStarted.unusable(program, "it is a directory"));
    }
    return Files.isExecutable(path)
        ? new Search.Found(path)
        : new Search.Failed(Outcome.NotStarted.unusable(program, "permission denied"));
  }

  /** Tells whether a file says in its first bytes how it is executed, or is no script at all. */
  static boolean namesItsFormat(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] start = in.readNBytes(2);
      return (start.length == 2 && start[0] == '#' && start[1] == '!') || !looksLikeScript(path);
    } catch (IOException e) {
      return true; // may be executed and not be read
    }
  }

  /** Tells whether a file that the system cannot execute may be a script without a first line. */
  static boolean looksLikeScript(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      for (byte b : in.readNBytes(128)) {
        if (b == 0) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
