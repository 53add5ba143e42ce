package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The log of {@code --debug}: JSON lines in the state folder, mode 0600. Never holds a secret. */
final class DebugLog {
  private final World world;

  DebugLog(World world) {
    this.world = world;
  }

  /** Appends a failure with its stack trace; tells where it went. */
  void add(Throwable failure) {
    Output output = new Output(world, new Globals());
    try {
      Path log = world.places().log().toAbsolutePath();
      append(log, line(failure).getBytes(UTF_8));
      output.note("details: " + log);
    } catch (IOException e) {
      output.warn("cannot write the log: " + Report.why(e));
    } catch (KeymasterException e) {
      output.warn("cannot write the log: " + e.getMessage());
    }
  }

  /** What went wrong may be that others can write there: nothing of theirs is opened. */
  private static void append(Path log, byte[] line) throws IOException {
    folder(Objects.requireNonNull(log.getParent()));
    boolean there = Files.exists(log, LinkOption.NOFOLLOW_LINKS);
    if (there) {
      refuse(log);
    }
    Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.APPEND));
    options.add(LinkOption.NOFOLLOW_LINKS);
    options.add(there ? StandardOpenOption.WRITE : StandardOpenOption.CREATE_NEW);
    try (FileChannel channel = FileChannel.open(log, options, mode("rw-------"))) {
      channel.write(ByteBuffer.wrap(line));
    }
  }

  private static void folder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, mode("rwx------"));
    }
    if (Modes.exchangeable(folder)) {
      throw new FileSystemException(folder.toString(), null, "others can put files there");
    }
  }

  private static void refuse(Path log) throws IOException {
    if (!Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(log.toString(), null, "not a regular file");
    }
    Optional<Modes.Loose> loose = Modes.loose(log);
    if (loose.isPresent()) {
      throw new FileSystemException(log.toString(), null, loose.get().reason());
    }
  }

  private static FileAttribute<?> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  /** Returns what would be written of a failure. */
  static String trace(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  private String line(Throwable failure) {
    String text =
        Json.object()
            .set("time", world.clock().instant())
            .set("pid", ProcessHandle.current().pid())
            .set("trace", trace(failure))
            .text();
    return text.replace("\n", "") + "\n";
  }
}
