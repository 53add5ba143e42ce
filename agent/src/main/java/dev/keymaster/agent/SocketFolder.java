package dev.keymaster.agent;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The folder of an agent's socket: this user's alone, none of its parts a link. */
final class SocketFolder {
  private static final int OTHERS_WRITE = 022;
  private static final int OTHERS_DO_ANYTHING = 077;

  private final Path folder;

  private SocketFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder where it is missing and checks it.
   *
   * @param runtime what exists, or is made if it is in {@code /tmp}
   * @param socket somewhere below it
   * @throws KeymasterException FAILURE if a part of it is not this user's alone
   */
  static SocketFolder prepare(Path runtime, Path socket, int uid) {
    Path folder = Objects.requireNonNull(socket.getParent());
    Path part = runtime;
    checked(part, uid, OTHERS_WRITE);
    for (Path name : runtime.relativize(folder)) {
      part = part.resolve(name);
      checked(part, uid, OTHERS_DO_ANYTHING);
    }
    return new SocketFolder(folder);
  }

  private static void checked(Path part, int uid, int forbidden) {
    try {
      Files.createDirectory(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      // looked at below
    } catch (IOException e) {
      throw new KeymasterException(
          Code.FAILURE,
          "could not make the agent's folder " + part,
          "set XDG_RUNTIME_DIR to a folder of your own, or KEYMASTER_AGENT=off",
          e);
    }
    check(part, uid, forbidden);
  }

  private static void check(Path part, int uid, int forbidden) {
    try {
      Map<String, Object> is =
          Files.readAttributes(part, "unix:uid,mode,isDirectory", LinkOption.NOFOLLOW_LINKS);
      boolean own = Integer.valueOf(uid).equals(is.get("uid"));
      boolean real = Boolean.TRUE.equals(is.get("isDirectory"));
      if (own && real && is.get("mode") instanceof Integer mode && (mode & forbidden) == 0) {
        return;
      }
      throw new KeymasterException(
          Code.FAILURE,
          "the agent's folder " + part + " is not yours alone",
          own && real ? "chmod 700 " + part : "set XDG_RUNTIME_DIR to a folder of your own");
    } catch (IOException e) {
      throw new KeymasterException(
          Code.FAILURE, "could not look at the agent's folder " + part, "check its modes", e);
    }
  }

  /** Takes the lock that one agent alone can have; empty if another one has it. */
  Optional<FileChannel> lock() throws IOException {
    FileChannel file =
        FileChannel.open(
            folder.resolve("agent.lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    if (locked(file)) {
      return Optional.of(file);
    }
    file.close();
    return Optional.empty();
  }

  private static boolean locked(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
