package dev.keymaster.run;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A pipe with a name, for this person alone (mode 0600), which holds nothing: what a reader gets is
 * made when it opens the pipe. The name is gone when this is closed, and when the process is told
 * to end. What somebody else puts in its place is never written to and never removed. One reader
 * after the other is served; not for several threads.
 */
public final class NamedPipe implements AutoCloseable {
  private final Path path;
  private final Path next;
  private volatile @Nullable Object made;
  private final Thread hook = new Thread(this::delete, "pipe");

  private NamedPipe(Path path) {
    this.path = path;
    this.next = path.resolveSibling("." + path.getFileName() + ".keymaster-next");
  }

  /**
   * Makes it; CONFLICT if there is something of that name.
   *
   * @param path absolute, in a folder that exists
   */
  public static NamedPipe make(Path path) {
    NamedPipe pipe = new NamedPipe(path);
    Runtime.getRuntime().addShutdownHook(pipe.hook);
    try {
      make(path, "it is left as it is; if it is the pipe of a process that is gone: rm it");
    } catch (KeymasterException e) {
      AsChild.forget(pipe.hook);
      throw e;
    }
    pipe.made = identity(path);
    return pipe;
  }

  private static void make(Path path, String hint) {
    if (File.separatorChar != '/' || !NamedPipe.class.getModule().isNativeAccessEnabled()) {
      throw new KeymasterException(
          Code.FAILURE, "no pipes with names on this system", "keymaster run; or dotenv write");
    }
    try (Arena arena = Arena.ofConfined()) {
      byte[] name = path.toString().getBytes(ExactArguments.platform());
      int error = new Libc(arena).makePipe(name);
      if (error == Libc.EEXIST) {
        throw new KeymasterException(
            Code.CONFLICT, Printable.clean(path.toString()) + " exists already", hint);
      }
      if (error != 0) {
        throw new KeymasterException(
            Code.FAILURE,
            "cannot make a pipe at " + Printable.clean(path.toString()),
            "does its folder exist, and is it yours?");
      }
    }
  }

  /**
   * Waits for a reader and returns where to write to; another pipe stands in this one's place from
   * then on, so that the end of what is written is the end for that reader alone. CONFLICT if
   * something else is in its place.
   */
  public OutputStream opened() throws IOException {
    demandOwn();
    OutputStream reader = Channels.newOutputStream(open());
    try {
      demandOwn();
      Files.deleteIfExists(next);
      make(next, "");
      Object fresh = identity(next);
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
      made = fresh;
      return reader;
    } catch (KeymasterException | IOException e) {
      reader.close();
      throw e;
    }
  }

  /** Never makes a file, nor empties one. */
  private FileChannel open() throws IOException {
    try {
      return FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw replaced();
    }
  }

  private void demandOwn() {
    if (!isOwn()) {
      throw replaced();
    }
  }

  private KeymasterException replaced() {
    return new KeymasterException(
        Code.CONFLICT,
        Printable.clean(path.toString()) + " is not the pipe any more that was made there",
        "what is there stays as it is");
  }

  private boolean isOwn() {
    Object own = made;
    return own != null && own.equals(identity(path));
  }

  /**
   * Tells pipes apart, whatever they are called; null if there is none. What was put in the place
   * of one may have its number.
   */
  private static @Nullable Object identity(Path path) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return found.isOther() ? found.fileKey() : null;
    } catch (IOException e) {
      return null;
    }
  }

  private void delete() {
    try {
      if (isOwn()) {
        Files.deleteIfExists(next);
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // the folder is gone too
    }
  }

  @Override
  public void close() {
    delete();
    AsChild.forget(hook);
  }
}
