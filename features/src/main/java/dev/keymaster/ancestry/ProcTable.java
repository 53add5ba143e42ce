package dev.keymaster.ancestry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Origin;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Linux: {@code /proc/PID/stat} for parent, session, terminal and start; {@code exe} for the
 * program, {@code cmdline} for what it interprets. Of another user's process {@code exe} cannot be
 * read; its {@code comm} stands in then.
 *
 * <p>The shells and terminals above one command are those above the next: what they execute is
 * remembered for as long as they execute it. Thread-safe.
 */
final class ProcTable implements ProcessTable {
  private static final int PARENT = 1;
  private static final int SESSION = 3;
  private static final int TERMINAL = 4;
  private static final int STARTED = 19;

  /** Where code, stack, arguments and environment begin (proc_pid_stat(5)), at random places. */
  private static final int[] PLACES = {23, 25, 45, 47};

  private static final int ARGUMENTS = 45;

  /** Is every process's last ancestor and never another program. */
  private static final long INIT = 1;

  /** Far longer than a process's state, which comes in one piece. */
  private static final int LONGEST_STATE = 2048;

  private static final int MOST_REMEMBERED = 512;

  /** One program in one process, from the moment that it was executed until the next one is. */
  private record Execution(long pid, String started, String name, List<String> places) {}

  private final Path proc;
  private final LinkedHashMap<Execution, CommandLine> remembered =
      new LinkedHashMap<>(16, 0.75f, true);

  ProcTable(Path proc) {
    this.proc = proc;
  }

  @Override
  public Optional<Entry> entry(long pid) {
    try {
      String stat = state(pid);
      // the name in brackets may hold anything, brackets and blanks included
      String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      CommandLine line = line(pid, name, fields);
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

  private CommandLine line(long pid, String name, String[] fields) throws IOException {
    List<String> places = Arrays.stream(PLACES).mapToObj(place -> fields[place]).toList();
    Execution execution = new Execution(pid, fields[STARTED], name, places);
    CommandLine known = remembered(execution);
    if (known != null) {
      return known;
    }
    CommandLine line = CommandLine.of(executable(pid, name), arguments(pid));
    boolean hidden = fields[ARGUMENTS].equals("0"); // from others than its user
    if (!hidden || pid == INIT) {
      remember(execution, line);
    }
    return line;
  }

  private synchronized @Nullable CommandLine remembered(Execution execution) {
    return remembered.get(execution);
  }

  private synchronized void remember(Execution execution, CommandLine line) {
    remembered.put(execution, line);
    if (remembered.size() > MOST_REMEMBERED) {
      remembered.pollFirstEntry();
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
    String all = new String(Files.readAllBytes(file(pid, "cmdline")), UTF_8);
    List<String> words = new ArrayList<>(List.of(all.split("\0", 64)));
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

  private String state(long pid) throws IOException {
    try (FileInputStream in = new FileInputStream(proc + "/" + pid + "/stat")) {
      byte[] state = new byte[LONGEST_STATE];
      int length = in.read(state);
      if (length <= 0) {
        throw new EOFException();
      }
      return new String(state, 0, length, UTF_8);
    }
  }

  private Path file(long pid, String name) {
    return proc.resolve(Long.toString(pid)).resolve(name);
  }
}
