package dev.keymaster.storage;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.util.Objects.requireNonNull;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a file or directory is this user's alone: the one door to modes and owners. Where
 * the file system has neither (Windows), only the kind is checked and the access list of the
 * person's profile directory protects the rest.
 *
 * <p>A private directory makes it safe to look at a file first and open it afterwards: nobody else
 * can exchange it in between.
 */
final class Ownership {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int SYMLINK = 0120000;
  private static final int OTHERS = 077;

  private record Seen(int mode, int uid, int links, Identity identity) {
    static Seen at(Path path) throws IOException {
      Map<String, Object> seen =
          Files.readAttributes(path, "unix:mode,uid,nlink,dev,ino", NOFOLLOW_LINKS);
      return new Seen(
          (int) requireNonNull(seen.get("mode")),
          (int) requireNonNull(seen.get("uid")),
          (int) requireNonNull(seen.get("nlink")),
          new Identity(
              (long) requireNonNull(seen.get("dev")), (long) requireNonNull(seen.get("ino"))));
    }
  }

  /** Tells files apart, whatever they are called. */
  record Identity(long device, long inode) {}

  private Ownership() {}

  /** Returns the attributes that a new file is created with: 0600 where there are modes. */
  static FileAttribute<?>[] forFile() {
    return permissions("rw-------");
  }

  /** Returns the attributes that a new directory is created with: 0700 where there are modes. */
  static FileAttribute<?>[] forDirectory() {
    return permissions("rwx------");
  }

  /**
   * Refuses what is not a regular file of this user, with one name and mode 0600 or less.
   *
   * @return which file it is; null where files cannot be told apart
   */
  static @Nullable Identity checkFile(Path file) throws IOException {
    if (!POSIX) {
      checkKind(file, false);
      return null;
    }
    Seen seen = Seen.at(file);
    if ((seen.mode() & TYPE) != REGULAR) {
      throw refused(
          file, "is " + kind(seen.mode()), "move it away: mv " + quote(file) + " ELSEWHERE");
    }
    if (seen.links() > 1) {
      throw refused(file, "has a second name (a hard link)", "delete the other name");
    }
    checkOwner(file, seen, "chmod 600 ");
    return seen.identity();
  }

  /** Refuses what is not a directory of this user with mode 0700 or less. */
  static void checkDirectory(Path directory) throws IOException {
    if (!POSIX) {
      checkKind(directory, true);
      return;
    }
    Seen seen = Seen.at(directory);
    if ((seen.mode() & TYPE) != DIRECTORY) {
      throw refused(
          directory, "is " + kind(seen.mode()), "name the directory itself in KEYMASTER_HOME");
    }
    checkOwner(directory, seen, "chmod 700 ");
  }

  /** Returns a path as one word of a shell command. */
  static String quote(Path path) {
    return "'" + Printable.clean(path.toString()).replace("'", "'\\''") + "'";
  }

  private static void checkOwner(Path path, Seen seen, String mend) throws IOException {
    if (seen.uid() != User.UID) {
      throw refused(path, "belongs to somebody else", "sudo chown " + User.UID + " " + quote(path));
    }
    if ((seen.mode() & OTHERS) != 0) {
      String reason = String.format("can be used by others (mode %04o)", seen.mode() & 07777);
      throw refused(path, reason, mend + quote(path));
    }
  }

  private static void checkKind(Path path, boolean directory) throws IOException {
    BasicFileAttributes seen =
        Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
    if (directory ? !seen.isDirectory() : !seen.isRegularFile()) {
      throw refused(path, "is not what it should be", "move it away");
    }
  }

  private static KeymasterException refused(Path path, String reason, String hint) {
    return new KeymasterException(
        Code.DENIED, Printable.clean(path.toString()) + " " + reason, hint);
  }

  private static FileAttribute<?>[] permissions(String mode) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static String kind(int mode) {
    return switch (mode & TYPE) {
      case REGULAR -> "a file";
      case DIRECTORY -> "a directory";
      case SYMLINK -> "a symbolic link, which is not followed";
      default -> "not a regular file";
    };
  }

  /** The user that this process runs as. */
  private static final class User {
    static final int UID = uid();

    /** The owner of a process's directory is its effective user, dumpable or not (proc(5)). */
    private static int uid() {
      try {
        Path self = Path.of("/proc/self");
        return Files.exists(self) ? owner(self) : ownerOfNewFile();
      } catch (IOException e) {
        throw new KeymasterException(
            Code.FAILURE, "cannot tell which user this is", "check that TMPDIR is writable", e);
      }
    }

    private static int ownerOfNewFile() throws IOException {
      Path fresh = Files.createTempFile("keymaster", ".uid");
      try {
        return owner(fresh);
      } finally {
        Files.delete(fresh);
      }
    }

    private static int owner(Path path) throws IOException {
      return (int) requireNonNull(Files.getAttribute(path, "unix:uid"));
    }
  }
}
