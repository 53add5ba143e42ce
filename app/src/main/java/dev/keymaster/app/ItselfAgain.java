package dev.keymaster.app;

import dev.keymaster.cli.Capture;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The installed program, started once more. */
final class ItselfAgain implements Capture {
  private static final Duration GRACE = Duration.ofSeconds(2);

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

  /** Nothing that it leaves behind, and that holds its outputs open, is waited for. */
  static Ended ended(Process process, Duration time) throws IOException {
    Kept out = new Kept(process.getInputStream());
    Kept err = new Kept(process.getErrorStream());
    try {
      boolean done = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
      if (!done) {
        end(process);
      }
      return new Ended(done ? process.exitValue() : -1, out.soFar(), err.soFar());
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void end(Process process) throws InterruptedException {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroy);
    process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** Reads to the end, so that the program is never held up, and keeps the beginning. */
  private static final class Kept {
    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
    private final Thread reading;

    Kept(InputStream in) {
      reading = Thread.ofVirtual().start(() -> read(in));
    }

    private void read(InputStream in) {
      byte[] some = new byte[1 << 13];
      try (in) {
        for (int count = in.read(some); count >= 0; count = in.read(some)) {
          keep(some, count);
        }
      } catch (IOException e) {
        return; // what came before is kept
      }
    }

    private synchronized void keep(byte[] some, int count) {
      beginning.write(some, 0, Math.min(count, MOST - beginning.size()));
    }

    byte[] soFar() throws InterruptedException {
      reading.join(GRACE);
      synchronized (this) {
        return beginning.toByteArray();
      }
    }
  }
}
