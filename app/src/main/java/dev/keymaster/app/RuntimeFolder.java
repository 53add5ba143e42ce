package dev.keymaster.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * The folder for sockets: what the system made for this person's session, otherwise one under
 * {@code /tmp} of which whoever uses it checks owner and mode. Never {@code TMPDIR}: commands that
 * differ in it still have to find one agent.
 */
final class RuntimeFolder {
  private RuntimeFolder() {}

  static Path of(Map<String, String> environment, long uid) {
    String given = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (given.startsWith("/")) {
      return Path.of(given);
    }
    Path usual = Path.of("/run/user/" + uid);
    return owned(usual, uid) ? usual : Path.of("/tmp/keymaster-" + uid);
  }

  private static boolean owned(Path folder, long uid) {
    try {
      Object owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      return owner.equals((int) uid);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
