package dev.keymaster.unlock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides whether a file could end up in a git commit. */
final class GitTree {
  private final String git;

  /** Asks that git program. */
  GitTree(String git) {
    this.git = git;
  }

  /**
   * Returns the root of the work tree that {@code file} is in, unless git ignores the file; a file
   * that is tracked counts as not ignored, and so does every file if git cannot be asked.
   *
   * @param directory where the file really is, links resolved
   * @param limit how long git may take
   */
  Optional<Path> exposing(Path directory, Path file, Duration limit) {
    Path root = root(directory);
    Path real = directory.resolve(file.getFileName());
    return root == null || ignored(directory, real, limit) ? Optional.empty() : Optional.of(root);
  }

  private static @Nullable Path root(Path directory) {
    for (Path at = directory; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
        return at;
      }
    }
    return null;
  }

  private boolean ignored(Path directory, Path file, Duration limit) {
    List<String> command =
        List.of(git, "-c", "core.fsmonitor=false", "check-ignore", "-q", "--", file.toString());
    try {
      return Child.run(command, Map.of(), directory, new byte[0], limit).exit() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
