package dev.keymaster.run;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A pipe with a name, for this person alone (mode 0600), which holds nothing: what a reader gets is
 * made when it opens the pipe. The name is gone when this is closed, and when the process is told
 * to end. One reader after the other is served; not for several threads.
 */
public final class NamedPipe implements AutoCloseable {
  private final Path path;
  private final Path next;
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
   * then on, so that the end of what is written is the end for that reader alone.
   */
  public OutputStream opened() throws IOException {
    OutputStream reader = new FileOutputStream(path.toFile());
    Files.deleteIfExists(next);
    make(next, "");
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    return reader;
  }

  private void delete() {
    try {
      Files.deleteIfExists(next);
      Files.deleteIfExists(path);
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
