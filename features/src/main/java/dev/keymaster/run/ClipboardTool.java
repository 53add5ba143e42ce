package dev.keymaster.run;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A pair of programs that write and read a clipboard. */
final class ClipboardTool {
  /** A desktop that does not answer within this time is taken for absent, in seconds. */
  private static final int PATIENCE = 5;

  private static final int MAX_PASTE = 1 << 20;

  private enum Kind {
    WAYLAND("wl-copy", "WAYLAND_DISPLAY", "wl-copy --type text/plain", "wl-paste --no-newline"),
    XCLIP("xclip", "DISPLAY", "xclip -selection clipboard -in", "xclip -selection clipboard -out"),
    XSEL("xsel", "DISPLAY", "xsel --clipboard --input", "xsel --clipboard --output"),
    MACOS("pbcopy", "", "pbcopy", "pbpaste"),
    WINDOWS(
        "clip.exe",
        "",
        "clip.exe",
        "powershell.exe -NoProfile -Command [Console]::Out.Write((Get-Clipboard -Raw))");

    private final String program;
    private final String needs;
    private final String writes;
    private final String reads;

    Kind(String program, String needs, String writes, String reads) {
      this.program = program;
      this.needs = needs;
      this.writes = writes;
      this.reads = reads;
    }
  }

  private final Kind kind;
  private final Map<String, String> environment;

  private ClipboardTool(Kind kind, Map<String, String> environment) {
    this.kind = kind;
    this.environment = environment;
  }

  /** Returns the tools whose program is on the path and whose desktop is there, best first. */
  static List<ClipboardTool> present(Map<String, String> environment) {
    List<ClipboardTool> present = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      boolean desktop = kind.needs.isEmpty() || !environment.getOrDefault(kind.needs, "").isEmpty();
      if (desktop
          && Executable.find(kind.program, environment.get("PATH"))
              instanceof Executable.Search.Found) {
        present.add(new ClipboardTool(kind, environment));
      }
    }
    return present;
  }

  String name() {
    return kind.program;
  }

  /** Copies and reads back; false if either fails. */
  @RevealsSecret("the clipboard takes the value itself")
  boolean copy(Secret value) {
    byte[] bytes = value.reveal();
    try {
      return write(bytes) && holds(value);
    } catch (IOException e) {
      return false;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private boolean holds(Secret value) {
    try (Secret found = paste()) {
      return found != null && found.sameAs(value);
    }
  }

  /** Returns what is there; null if it cannot be read, is empty or is larger than any key. */
  @Nullable Secret paste() {
    try {
      Process process = start(kind.reads, ProcessBuilder.Redirect.PIPE);
      process.getOutputStream().close();
      byte[] bytes = readAtMost(process, MAX_PASTE + 1);
      boolean usable = ended(process) && bytes.length > 0 && bytes.length <= MAX_PASTE;
      Secret found = Secret.taking(bytes);
      return usable ? found : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Reads until the end or until patience ends, whichever comes first. */
  private static byte[] readAtMost(Process process, int limit) throws IOException {
    process
        .onExit()
        .orTimeout(PATIENCE, TimeUnit.SECONDS)
        .exceptionally(late -> process.destroyForcibly());
    try (InputStream in = process.getInputStream()) {
      return in.readNBytes(limit);
    }
  }

  /** Tools that serve the selection stay in the background: their output must lead nowhere. */
  private boolean write(byte[] bytes) throws IOException {
    Process process = start(kind.writes, ProcessBuilder.Redirect.DISCARD);
    try (OutputStream in = process.getOutputStream()) {
      in.write(bytes);
    }
    return ended(process);
  }

  private static boolean ended(Process process) {
    try {
      if (process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    return false;
  }

  private Process start(String command, ProcessBuilder.Redirect output) throws IOException {
    return start(List.of(command.split(" ", -1)), output);
  }

  private Process start(List<String> command, ProcessBuilder.Redirect output) throws IOException {
    if (!(Executable.find(command.getFirst(), environment.get("PATH"))
        instanceof Executable.Search.Found(var program))) {
      throw new IOException("no " + command.getFirst());
    }
    List<String> found = new ArrayList<>(command);
    found.set(0, program.toString());
    ProcessBuilder builder =
        new ProcessBuilder(found)
            .redirectOutput(output)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Starts the process that empties this clipboard; see {@link Clearing}. */
  boolean clearLater(Secret value, Duration delay) {
    try {
      Process process =
          start(Clearing.command(delay, kind.reads, kind.writes), ProcessBuilder.Redirect.DISCARD);
      try (OutputStream in = process.getOutputStream()) {
        in.write(Clearing.input(value));
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
