package dev.keymaster.storage;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A small private file that is read and written in place with every commit: looked at each time,
 * opened once. Another file that was put in its place is noticed. Thread-safe.
 */
final class KeptFile {
  private final Path file;
  private @Nullable FileChannel channel;
  private Ownership.@Nullable Identity identity;

  KeptFile(Path file) {
    this.file = file;
  }

  /**
   * Reads all of it.
   *
   * @return its content, null if there is no such file
   * @throws IOException also if it has more than {@code limit} bytes
   */
  synchronized byte @Nullable [] read(int limit) throws IOException {
    FileChannel open = opened();
    if (open == null) {
      return null;
    }
    byte[] content = start(open, limit + 1);
    if (content.length > limit) {
      throw new IOException("larger than " + limit + " bytes");
    }
    return content;
  }

  /** Reads that many bytes, or all if it has fewer; a file of one byte less takes one call. */
  private static byte[] start(FileChannel open, int most) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(most);
    while (content.remaining() > 1 && open.read(content, content.position()) > 0) {}
    return Arrays.copyOf(content.array(), content.position());
  }

  /** Writes from its beginning on and makes it end there; makes it if it is missing. */
  synchronized void overwrite(byte[] content) throws IOException {
    FileChannel open = made();
    overwrite(open, content, open.size());
  }

  /**
   * As {@link #overwrite}, if it is outdated.
   *
   * @param outdated is given its content, or the first bytes of a longer one, one more than {@code
   *     content} has
   */
  synchronized void overwriteIf(Predicate<byte[]> outdated, byte[] content) throws IOException {
    FileChannel open = made();
    byte[] before = start(open, content.length + 1);
    if (outdated.test(before)) {
      overwrite(open, content, before.length);
    }
  }

  private static void overwrite(FileChannel open, byte[] content, long before) throws IOException {
    open.write(ByteBuffer.wrap(content), 0);
    if (before > content.length) {
      open.truncate(content.length);
    }
  }

  private FileChannel made() throws IOException {
    FileChannel open = opened();
    if (open == null) {
      PrivateFiles.directory(Objects.requireNonNull(file.getParent()));
      PrivateFiles.create(file).close();
      open = Objects.requireNonNull(opened());
    }
    return open;
  }

  /**
   * Puts another file in its place, whole and durable.
   *
   * @throws KeymasterException FAILURE if that cannot be done
   */
  synchronized void replace(byte[] content) {
    close();
    PrivateFiles.directory(Objects.requireNonNull(file.getParent()));
    PrivateFiles.replace(file, content);
  }

  private @Nullable FileChannel opened() throws IOException {
    Ownership.Identity found = found();
    FileChannel open = channel;
    if (open != null && open.isOpen() && found != null && found.equals(identity)) {
      return open; // an interrupted thread closes it
    }
    close();
    if (PrivateFiles.exists(file)) {
      channel = PrivateFiles.open(file, READ, WRITE);
      identity = found;
    }
    return channel;
  }

  private Ownership.@Nullable Identity found() throws IOException {
    try {
      return Ownership.checkFile(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void close() {
    FileChannel open = channel;
    channel = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      return; // what was written is written, as far as it will ever be
    }
  }
}
