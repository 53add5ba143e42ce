package dev.keymaster.project;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Files that are read with a limit and replaced whole: a crash leaves the old or the new one. */
public final class WholeFile {
  /** Largest file of this room, in bytes. */
  static final int MAX_SIZE = 1 << 20;

  /** For what git may hold. */
  public static final String COMMITTED = "rw-r--r--";

  /** For what is this person's alone. */
  static final String PRIVATE = "rw-------";

  private static final Path SELF = Path.of("/proc/self");

  private WholeFile() {}

  /** Reads at most 1 MiB; empty if there is no such file. */
  public static Optional<byte[]> read(Path file) {
    try (InputStream in = Files.newInputStream(regular(file))) {
      byte[] bytes = in.readNBytes(MAX_SIZE + 1);
      if (bytes.length > MAX_SIZE) {
        throw KeymasterException.usage(name(file) + " is larger than 1 MiB", "");
      }
      return Optional.of(bytes);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("cannot read", file, e);
    }
  }

  /** As {@link #read}, of a file that nobody but this person may read or change. */
  static Optional<byte[]> readPrivate(Path file) {
    try {
      if (Files.exists(file)) {
        refuseOthers(file);
      }
    } catch (IOException e) {
      throw failed("cannot read", file, e);
    }
    return read(file);
  }

  private static void refuseOthers(Path file) throws IOException {
    if (!isOurs(file)) {
      throw KeymasterException.usage(
          name(file) + " belongs to somebody else", "chown it, if it is meant for you");
    }
    Set<PosixFilePermission> allowed = PosixFilePermissions.fromString("rwx------");
    if (!allowed.containsAll(Files.getPosixFilePermissions(file))) {
      throw KeymasterException.usage(
          name(file) + " can be used by others", "chmod 600 '" + name(file) + "'");
    }
  }

  /** Tells whether a file is this user's; where the system does not say who that is, each is. */
  static boolean isOurs(Path file) throws IOException {
    Object owner = Files.getAttribute(file, "unix:uid");
    return !Files.exists(SELF) || owner.equals(Files.getAttribute(SELF, "unix:uid"));
  }

  /** A pipe or device would block or never end. */
  private static Path regular(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw KeymasterException.usage(name(file) + " is not a regular file", "");
    }
    return file;
  }

  /**
   * Replaces {@code file}; one that exists keeps its mode. A symbolic link in its place is refused:
   * replacing it would leave its target as it was.
   *
   * @param mode of a new file, as {@code rw-r--r--}
   */
  public static void write(Path file, byte[] bytes, String mode) {
    try {
      replace(file, bytes, modeOf(file, mode));
    } catch (IOException e) {
      throw failed("cannot write", file, e);
    }
  }

  /** As {@link #write}, of a file that is this person's alone from then on, whatever it was. */
  static void writePrivate(Path file, byte[] bytes) {
    try {
      replace(file, bytes, PosixFilePermissions.fromString(PRIVATE));
    } catch (IOException e) {
      throw failed("cannot write", file, e);
    }
  }

  /** Tells whether a file is there that others may read or change. */
  static boolean othersMayUse(Path file) {
    try {
      return Files.exists(file)
          && !PosixFilePermissions.fromString(PRIVATE)
              .containsAll(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw failed("cannot read", file, e);
    }
  }

  private static void replace(Path file, byte[] bytes, Set<PosixFilePermission> mode)
      throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw KeymasterException.usage(
          name(file) + " is a symbolic link", "edit the file that it points to");
    }
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Leftovers.remove(folder, Instant.now());
    Path fresh = Files.createTempFile(folder, Leftovers.PREFIX, Leftovers.SUFFIX, mode(PRIVATE));
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      Leftovers.guard(channel);
      fill(channel, bytes);
      Files.setPosixFilePermissions(fresh, mode);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    sync(folder);
  }

  /** Makes a folder and those above it, for this person alone. */
  static void makeFolder(Path folder) {
    try {
      FileAttribute<?> mode =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      Files.createDirectories(folder, mode);
    } catch (IOException e) {
      throw failed("cannot make", folder, e);
    }
  }

  private static void fill(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    channel.force(true);
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Set<PosixFilePermission> modeOf(Path file, String otherwise) throws IOException {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? Files.getPosixFilePermissions(file)
        : PosixFilePermissions.fromString(otherwise);
  }

  private static FileAttribute<?> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  private static String name(Path file) {
    return Printable.clean(file.toString());
  }

  private static KeymasterException failed(String what, Path file, IOException e) {
    String why = e.getClass().getSimpleName().replace("Exception", "");
    return new KeymasterException(
        KeymasterException.Code.FAILURE,
        what
            + " "
            + name(file)
            + ": "
            + why.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT),
        "check its permissions and the space left",
        e);
  }
}
