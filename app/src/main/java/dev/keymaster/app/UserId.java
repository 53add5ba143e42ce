package dev.keymaster.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The number of the user that runs this process; -1 where the system has none. */
final class UserId {
  private static final long CURRENT = look();

  private UserId() {}

  static long current() {
    return CURRENT;
  }

  private static long look() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return -1;
    }
  }
}
