package dev.keymaster.unlock;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The bytes of a key file on disk: bounded reads that follow no link, writes that never replace.
 */
final class KeyFile {
  private KeyFile() {}

  /** Returns at most one byte more than {@link KeyText#LIMIT}, which the caller zeroes. */
  static byte[] read(Path file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(KeyText.LIMIT + 1);
    try (FileChannel channel = FileChannel.open(file, Set.of(READ, NOFOLLOW_LINKS))) {
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // until the end or the limit
      }
      byte[] bytes = new byte[buffer.position()];
      buffer.get(0, bytes);
      return bytes;
    } finally {
      wipe(buffer);
    }
  }

  /**
   * Creates the file with mode 0600 and makes it durable; a file that could not be written whole is
   * taken away again.
   *
   * @throws java.nio.file.FileAlreadyExistsException if anything has that name
   */
  static void create(Path file, byte[] bytes) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    FileChannel channel = FileChannel.open(file, Set.of(CREATE_NEW, WRITE), mode);
    try (channel) {
      write(channel, bytes);
      sync(OwnFile.directory(file));
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Removes the file for good. */
  static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    sync(OwnFile.directory(file));
  }

  private static void write(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    } finally {
      wipe(buffer);
    }
  }

  private static void wipe(ByteBuffer buffer) {
    buffer.clear().put(new byte[buffer.capacity()]);
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }
}
