package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The log of {@code --debug}: JSON lines in the state folder, mode 0600. Never holds a secret. */
final class DebugLog {
  private final World world;

  DebugLog(World world) {
    this.world = world;
  }

  /** Appends a failure with its stack trace; tells where it went. */
  void add(Throwable failure) {
    try {
      add(failure, world.places().log());
    } catch (KeymasterException e) {
      new Output(world, new Globals()).warn("no log: " + e.getMessage());
    }
  }

  private void add(Throwable failure, Path log) {
    try {
      create(log);
      Files.writeString(log, line(failure), UTF_8, StandardOpenOption.APPEND);
      new Output(world, new Globals()).note("details: " + log);
    } catch (IOException e) {
      new Output(world, new Globals()).warn("cannot write " + log + ": " + e.getMessage());
    }
  }

  private static void create(Path log) throws IOException {
    Path folder = log.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    if (!Files.exists(log)) {
      Files.createFile(
          log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  private String line(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    String text =
        Json.object()
            .set("time", world.clock().instant())
            .set("pid", ProcessHandle.current().pid())
            .set("trace", trace.toString())
            .text();
    return text.replace("\n", "") + "\n";
  }
}
