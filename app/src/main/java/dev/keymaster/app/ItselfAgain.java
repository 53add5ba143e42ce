package dev.keymaster.app;

import dev.keymaster.cli.Capture;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The installed program, started once more. */
final class ItselfAgain implements Capture {
  @Override
  public Ended run(List<String> arguments, Path folder, Duration time) {
    List<String> command = new ArrayList<>();
    command.add(program().toString());
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      return ended(process, time);
    } catch (IOException e) {
      throw new KeymasterException(
          Code.FAILURE, "the command cannot be started in " + folder, "ls -ld " + folder, e);
    }
  }

  private static Path program() {
    return Composition.image()
        .map(image -> image.resolve("bin").resolve("keymaster"))
        .orElseThrow(
            () -> new KeymasterException(Code.FAILURE, "there is no installation to start", ""));
  }

  private static Ended ended(Process process, Duration time) throws IOException {
    byte[][] kept = {new byte[0], new byte[0]};
    Thread out = Thread.ofVirtual().start(() -> kept[0] = kept(process.getInputStream()));
    Thread err = Thread.ofVirtual().start(() -> kept[1] = kept(process.getErrorStream()));
    try {
      boolean done = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
      if (!done) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
      }
      out.join();
      err.join();
      return new Ended(done ? process.exitValue() : -1, kept[0], kept[1]);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Reads to the end, so that the program is never held up, and keeps the beginning. */
  private static byte[] kept(InputStream in) {
    try (in) {
      byte[] beginning = in.readNBytes(MOST);
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return beginning;
    } catch (IOException e) {
      return new byte[0];
    }
  }
}
