package dev.keymaster.unlock;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.util.Objects.requireNonNull;

import dev.keymaster.model.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a file is ours alone: a regular file of this user that nobody else may read, in a
 * directory where nobody else can put another one in its place.
 *
 * <p>The directory rule is what makes it safe to look first and open afterwards: between the two
 * only this user (or root) can exchange the file.
 */
final class OwnFile {
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int SYMLINK = 0120000;
  private static final int STICKY = 01000;
  private static final int OTHERS_WRITE = 022;
  private static final int OTHERS = 077;

  /** Why a file is refused, and the command that mends it. */
  record Refusal(String reason, String hint) {}

  private record Seen(int mode, int uid) {
    static Seen at(Path path, LinkOption... options) throws IOException {
      Map<String, Object> seen = Files.readAttributes(path, "unix:mode,uid", options);
      return new Seen(
          (int) requireNonNull(seen.get("mode")), (int) requireNonNull(seen.get("uid")));
    }
  }

  private OwnFile() {}

  /** Returns why that file must not be used as it is; the file exists. */
  static Optional<Refusal> refusal(Path file, int uid) throws IOException {
    Seen seen = Seen.at(file, NOFOLLOW_LINKS);
    int mode = seen.mode();
    if ((mode & TYPE) != REGULAR) {
      return Optional.of(new Refusal("is " + kind(mode), "give the path of the file itself"));
    }
    if (seen.uid() != uid) {
      String hint = "sudo chown " + uid + " " + quote(file) + ", if it is meant for you";
      return Optional.of(new Refusal("belongs to somebody else", hint));
    }
    if ((mode & OTHERS) != 0) {
      String reason = String.format("can be used by others (mode %04o)", mode & 07777);
      return Optional.of(new Refusal(reason, "chmod 600 " + quote(file)));
    }
    return directoryRefusal(directory(file), uid);
  }

  /** Returns why a file must not be kept in that directory. */
  static Optional<Refusal> directoryRefusal(Path directory, int uid) throws IOException {
    Seen seen = Seen.at(directory);
    int mode = seen.mode();
    if (seen.uid() != uid && seen.uid() != 0) {
      String hint = "keep it in a directory of your own, such as ~/.config/keymaster";
      return Optional.of(new Refusal("is in a directory that belongs to somebody else", hint));
    }
    if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
      String hint = "chmod go-w " + quote(directory);
      return Optional.of(new Refusal("is in a directory where others can replace it", hint));
    }
    return Optional.empty();
  }

  /** Returns the directory that really holds {@code file}, links in the way resolved. */
  static Path directory(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    return (parent == null ? file.toAbsolutePath() : parent).toRealPath();
  }

  /** Returns the user that this process runs as. */
  static int uid() throws IOException {
    Path self = Path.of("/proc/self");
    if (Files.exists(self)) {
      return (int) Files.getAttribute(self, "unix:uid");
    }
    Path fresh = Files.createTempFile("keymaster", ".uid");
    try {
      return (int) Files.getAttribute(fresh, "unix:uid");
    } finally {
      Files.delete(fresh);
    }
  }

  /** Returns a path as one word of a shell command. */
  static String quote(Path path) {
    return "'" + Printable.clean(path.toString()).replace("'", "'\\''") + "'";
  }

  private static String kind(int mode) {
    return switch (mode & TYPE) {
      case DIRECTORY -> "a directory";
      case SYMLINK -> "a symbolic link, which is not followed";
      default -> "not a regular file";
    };
  }
}
