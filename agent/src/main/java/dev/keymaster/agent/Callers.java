package dev.keymaster.agent;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Says for the records who a peer is. */
final class Callers {
  private static final int LONGEST = 64;

  private Callers() {}

  /**
   * Names the peer's program. A process that started after the connection was made has the pid of
   * one that is gone, so its name is not taken.
   */
  static Caller of(PeerCredentials peer, Instant connected) {
    Optional<ProcessHandle> process = ProcessHandle.of(peer.pid());
    boolean later =
        process
            .flatMap(handle -> handle.info().startInstant())
            .filter(start -> start.isAfter(connected.plusSeconds(2)))
            .isPresent();
    return new Caller(peer.uid(), peer.pid(), later ? "" : program(peer.pid()));
  }

  private static String program(int pid) {
    try {
      Path program = Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).getFileName();
      String name = program == null ? "" : Printable.clean(program.toString());
      return name.substring(0, Math.min(name.length(), LONGEST));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
