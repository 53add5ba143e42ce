package dev.keymaster.ancestry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Linux: {@code /proc/PID/stat} for parent, session, terminal and start; {@code exe} for the
 * program, {@code cmdline} for what it interprets. Of another user's process {@code exe} cannot be
 * read; its {@code comm} stands in then.
 */
record ProcTable(Path proc) implements ProcessTable {
  private static final int PARENT = 1;
  private static final int SESSION = 3;
  private static final int TERMINAL = 4;
  private static final int STARTED = 19;

  @Override
  public Optional<Entry> entry(long pid) {
    try {
      String stat = text(pid, "stat");
      // the name in brackets may hold anything, brackets and blanks included
      String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      CommandLine line = CommandLine.of(executable(pid, name), arguments(pid));
      long started = Long.parseLong(fields[STARTED]);
      return Optional.of(
          new Entry(
              new Origin.Program(pid, line.name(), line.script(), started),
              name,
              Long.parseLong(fields[PARENT]),
              Long.parseLong(fields[SESSION]),
              terminal(Integer.parseInt(fields[TERMINAL])),
              line.paths()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private String executable(long pid, String name) {
    try {
      String path = Files.readSymbolicLink(file(pid, "exe")).toString();
      return path.endsWith(" (deleted)") ? path.substring(0, path.length() - 10) : path;
    } catch (IOException e) {
      return name;
    }
  }

  private List<String> arguments(long pid) throws IOException {
    List<String> words = new ArrayList<>(List.of(text(pid, "cmdline").split("\0", 64)));
    words.removeFirst();
    return words;
  }

  /** Decodes a device number: pseudo-terminals have major numbers 136 to 143, consoles 4. */
  private static String terminal(int device) {
    int major = (device >> 8) & 0xfff;
    int minor = (device & 0xff) | ((device >> 12) & 0xfff00);
    if (device == 0) {
      return "";
    }
    return major >= 136 && major <= 143
        ? "pts/" + ((major - 136) * 256 + minor)
        : "tty" + (major == 4 ? "" : major + ":") + minor;
  }

  @Override
  public String directory(long pid) {
    try {
      return Files.readSymbolicLink(file(pid, "cwd")).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private String text(long pid, String name) throws IOException {
    return new String(Files.readAllBytes(file(pid, name)), UTF_8);
  }

  private Path file(long pid, String name) {
    return proc.resolve(Long.toString(pid)).resolve(name);
  }
}
