package dev.keymaster.cli;

import dev.keymaster.model.Printable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Who can use a file, as {@code doctor} sees it. Where files have no modes it sees nothing. */
final class Modes {
  private static final boolean KNOWN =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
  private static final Path SELF = Path.of("/proc/self");
  private static final int OTHERS = 0077;
  private static final int OTHERS_WRITE = 0022;
  private static final int STICKY = 01000;

  /**
   * Why a file is not this person's alone, and what mends it.
   *
   * @param reason goes after the path: {@code can be used by others (mode 0755)}
   */
  record Loose(String reason, String hint) {}

  private record Seen(int mode, int uid) {
    static Seen at(Path path, LinkOption... options) throws IOException {
      Map<String, Object> seen = Files.readAttributes(path, "unix:mode,uid", options);
      return new Seen(
          (int) Objects.requireNonNull(seen.get("mode")),
          (int) Objects.requireNonNull(seen.get("uid")));
    }
  }

  private Modes() {}

  /** Tells why a file or folder that exists is not this person's alone. */
  static Optional<Loose> loose(Path path) throws IOException {
    if (!KNOWN) {
      return Optional.empty();
    }
    if (Files.isSymbolicLink(path)) { // the storage would not follow it
      return Optional.of(new Loose("is a symbolic link", "put what it points to in its place"));
    }
    Seen seen = Seen.at(path, LinkOption.NOFOLLOW_LINKS);
    if (!isOurs(seen)) {
      return Optional.of(
          new Loose("belongs to somebody else", "sudo chown \"$USER\" " + quote(path)));
    }
    if ((seen.mode() & OTHERS) == 0) {
      return Optional.empty();
    }
    String mode = String.format(Locale.ROOT, "%04o", seen.mode() & 07777);
    String mend = Files.isDirectory(path) ? "chmod 700 " : "chmod 600 ";
    return Optional.of(new Loose("can be used by others (mode " + mode + ")", mend + quote(path)));
  }

  /** Tells whether others could exchange what is in that folder. */
  static boolean exchangeable(Path folder) throws IOException {
    if (!KNOWN) {
      return false;
    }
    Seen seen = Seen.at(folder);
    boolean trusted = isOurs(seen) || seen.uid() == 0;
    return !trusted || ((seen.mode() & OTHERS_WRITE) != 0 && (seen.mode() & STICKY) == 0);
  }

  private static boolean isOurs(Seen seen) throws IOException {
    return !Files.exists(SELF) || Files.getAttribute(SELF, "unix:uid").equals(seen.uid());
  }

  /** Returns a path as one word of a shell command. */
  static String quote(Path path) {
    return "'" + Printable.clean(path.toString()).replace("'", "'\\''") + "'";
  }
}
