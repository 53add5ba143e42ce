package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that a person asked for: mode 0600, and never in the place of another. */
final class NewFile {
  private NewFile() {}

  /** Opened once, where nothing was: what others put in its place later is never written to. */
  static FileChannel create(Path target) throws IOException {
    try {
      return FileChannel.open(
          target,
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw exists(target);
    }
  }

  /** Writes a text there, as UTF-8; CONFLICT if there is something already. */
  static void write(Path target, String text) throws IOException {
    ByteBuffer bytes = UTF_8.encode(text);
    try (FileChannel file = create(target)) {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    }
  }

  /** Puts content and name on the disk: without the folder's flush a crash may take the name. */
  static void flush(FileChannel file, Path target) throws IOException {
    file.force(true);
    try (FileChannel folder =
        FileChannel.open(target.toAbsolutePath().resolveSibling("."), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** CONFLICT if there is something already, even a link to nowhere. */
  static void demandFree(Path target) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(target);
    }
  }

  private static KeymasterException exists(Path target) {
    return new KeymasterException(
        Code.CONFLICT, target + " exists and is never overwritten", "choose another name");
  }
}
