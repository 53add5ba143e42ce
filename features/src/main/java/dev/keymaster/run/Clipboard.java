package dev.keymaster.run;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The person's clipboard, through the tool that the desktop has; over ssh and on a bare terminal
 * through the terminal itself. A value goes in by standard input, never on a command line, and is
 * read back before anybody says that it is there.
 */
public final class Clipboard {
  /** Largest value that terminals take by OSC 52, in bytes before encoding. */
  private static final int MAX_BY_TERMINAL = 56_000;

  /**
   * What became of a value.
   *
   * @param by the tool that took it, such as {@code xclip}, or {@code terminal}
   * @param verified whether it was read back; the terminal does not let anybody do that, and then
   *     nothing can clear it either
   */
  public record Copied(String by, boolean verified) {}

  private final List<ClipboardTool> tools;
  private final Terminal terminal;

  /** Writes to the terminal that this process belongs to; false if there is none. */
  @FunctionalInterface
  interface Terminal {
    boolean write(byte[] bytes);
  }

  Clipboard(List<ClipboardTool> tools, Terminal terminal) {
    this.tools = tools;
    this.terminal = terminal;
  }

  /** Finds the tools that fit this desktop. */
  public static Clipboard system() {
    Map<String, String> environment = new PersonEnvironment(System.getenv()).forChild();
    return new Clipboard(ClipboardTool.present(environment), TerminalCopy::write);
  }

  /** Names the tools that fit this desktop, best first. */
  public List<String> tools() {
    return tools.stream().map(ClipboardTool::name).toList();
  }

  /** Puts {@code value} there; a FAILURE if nothing takes it or what can be read back differs. */
  public Copied copy(Secret value) {
    for (ClipboardTool tool : tools) {
      if (tool.copy(value)) {
        return new Copied(tool.name(), true);
      }
    }
    if (value.length() <= MAX_BY_TERMINAL && byTerminal(value)) {
      return new Copied("terminal", false);
    }
    throw none("no clipboard takes the value");
  }

  /** Returns what is on the clipboard; the caller closes it. A FAILURE if nothing can be read. */
  public Secret paste() {
    for (ClipboardTool tool : tools) {
      Secret found = tool.paste();
      if (found != null) {
        return found;
      }
    }
    throw none("the clipboard cannot be read");
  }

  /**
   * Sees to it that the clipboard is emptied after {@code delay} if it still holds {@code value}
   * then. That is left to a small process that outlives this one and knows a salted hash only.
   * Returns false if nothing can do that.
   */
  public boolean clearLater(Copied copied, Secret value, Duration delay) {
    return tools.stream()
        .filter(tool -> copied.verified() && tool.name().equals(copied.by()))
        .findFirst()
        .map(tool -> tool.clearLater(value, delay))
        .orElse(false);
  }

  @RevealsSecret("the terminal's clipboard takes the value as base64")
  private boolean byTerminal(Secret value) {
    byte[] bytes = value.reveal();
    try {
      return terminal.write(TerminalCopy.sequence(bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static KeymasterException none(String what) {
    return new KeymasterException(
        KeymasterException.Code.FAILURE,
        what,
        "install wl-clipboard (Wayland) or xclip (X11), or pipe the output of keymaster get");
  }
}
