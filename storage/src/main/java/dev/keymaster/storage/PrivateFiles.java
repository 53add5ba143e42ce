package dev.keymaster.storage;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Makes and opens files that are this user's alone: directories 0700, files 0600, never through a
 * symbolic link, never over something that is already there, never looser or another's (security.md
 * SD17, SD18). Every failure names the path and the command that mends it.
 *
 * <p>Failures: {@link Code#DENIED} for a wrong kind, mode or owner, {@link Code#CONFLICT} for what
 * exists already, {@link Code#FAILURE} for everything the disk says.
 */
public final class PrivateFiles {
  private PrivateFiles() {}

  /**
   * Makes the directory and its missing parents, or checks the one that is there.
   *
   * @return its path with no symbolic link in it
   */
  public static Path directory(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    return io(
        absolute,
        () -> {
          if (!Files.exists(absolute, NOFOLLOW_LINKS)) {
            Files.createDirectories(absolute, Ownership.forDirectory());
          }
          Ownership.checkDirectory(absolute);
          return absolute.toRealPath();
        });
  }

  /** Checks a file that exists: regular, this user's, one name, 0600 or less. */
  public static void check(Path file) {
    io(
        file,
        () -> {
          Ownership.checkFile(file);
          return file;
        });
  }

  /** Returns whether something has that name, be it a dangling symbolic link. */
  public static boolean exists(Path file) {
    return Files.exists(file, NOFOLLOW_LINKS);
  }

  /** Makes a new file and opens it for reading and writing. */
  public static FileChannel create(Path file) {
    Set<OpenOption> options = Set.of(CREATE_NEW, READ, WRITE, NOFOLLOW_LINKS);
    return io(file, () -> FileChannel.open(file, options, Ownership.forFile()));
  }

  /** Checks a file that exists and opens it. */
  public static FileChannel open(Path file, OpenOption... options) {
    return io(
        file,
        () -> {
          Ownership.checkFile(file);
          Set<OpenOption> all = new HashSet<>(Set.of(options));
          all.add(NOFOLLOW_LINKS);
          return FileChannel.open(file, all);
        });
  }

  /**
   * Reads a whole small file.
   *
   * @param limit bytes; a larger file is refused before anything is allocated
   * @return its content, or empty if there is no such file
   */
  public static Optional<byte[]> read(Path file, int limit) {
    if (!exists(file)) {
      return Optional.empty();
    }
    return io(
        file,
        () -> {
          try (FileChannel channel = open(file, READ)) {
            if (channel.size() > limit) {
              throw new KeymasterException(
                  Code.CORRUPT, name(file) + " is larger than " + limit + " bytes", "");
            }
            ByteBuffer content = ByteBuffer.allocate((int) channel.size());
            while (content.hasRemaining() && channel.read(content) >= 0) {}
            return Optional.of(content.array());
          }
        });
  }

  /**
   * Puts the content in place of whatever the file held: afterwards it is the old or the new
   * content, never a mixture, and when this returns the new one is on stable storage.
   */
  public static void replace(Path file, byte[] content) {
    Path fresh = file.resolveSibling(file.getFileName() + "." + writer() + ".new");
    io(
        file,
        () -> {
          if (exists(file)) {
            Ownership.checkFile(file);
          }
          Files.deleteIfExists(fresh); // left by a process that died and had our number
          try {
            writeSynced(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory(file);
          } finally {
            Files.deleteIfExists(fresh);
          }
          return file;
        });
  }

  /** Puts the names in a file's directory on stable storage, where a directory can be opened. */
  static void syncDirectory(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new BugException("a file without a directory");
    }
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    } catch (AccessDeniedException e) {
      // Windows cannot open a directory; its rename is durable by itself as far as it can be.
      return;
    }
  }

  /** Names whoever writes, so that two do not meet in one new file. */
  private static String writer() {
    return ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId();
  }

  private static void writeSynced(Path file, byte[] content) throws IOException {
    try (FileChannel channel = create(file)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  /** Turns what the disk says into what a person can act on. */
  static KeymasterException failure(Path path, IOException e) {
    String name = name(path);
    return switch (e) {
      case FileAlreadyExistsException _ ->
          new KeymasterException(
              Code.CONFLICT, name + " exists already", "ls -l " + Ownership.quote(path), e);
      case NoSuchFileException _ ->
          new KeymasterException(
              Code.FAILURE, name + " does not exist", "ls -ld " + Ownership.quote(path), e);
      case AccessDeniedException _ ->
          new KeymasterException(
              Code.FAILURE, name + " is not ours to use", "ls -ld " + Ownership.quote(path), e);
      default ->
          new KeymasterException(
              Code.FAILURE,
              name + " cannot be read or written: " + reason(e),
              "check the disk: df " + Ownership.quote(path),
              e);
    };
  }

  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return reason == null ? "the system does not say why" : Printable.clean(reason);
  }

  static String name(Path path) {
    return Printable.clean(path.toString());
  }

  private static <T> T io(Path path, Action<T> action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private interface Action<T> {
    T run() throws IOException;
  }
}
