package dev.keymaster.cli;

import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a shell is told to change its variables, in the functions of its {@link HookScript}. */
enum HookShell {
  BASH,
  ZSH,
  FISH,
  /** Whatever runs a script and undoes itself what that exported: direnv, mise. */
  EXPORT;

  /** Returns the one of that name; null if there is none. */
  static @Nullable HookShell named(String name) {
    return switch (name) {
      case "bash" -> BASH;
      case "zsh" -> ZSH;
      case "fish" -> FISH;
      case "export" -> EXPORT;
      default -> null;
    };
  }

  /**
   * Writes what replaces all that the last answer set.
   *
   * @param values by variable; stay the caller's
   * @param mark of this answer, letters and digits
   */
  void write(Output output, Map<String, Secret> values, String mark) {
    if (this != EXPORT) {
      output.line("_keymaster_leave");
    }
    values.forEach((variable, value) -> {
      byte[] line = line(variable, value);
      output.data(line);
      Arrays.fill(line, (byte) 0);
    });
    if (this != EXPORT) {
      output.line("_keymaster_keep " + mark);
    }
  }

  private byte[] line(String variable, Secret value) {
    ShellExports form = this == FISH ? ShellExports.FISH : ShellExports.POSIX;
    return this == EXPORT
        ? form.line(variable, value)
        : form.line("_keymaster_set " + variable + " ", variable, value);
  }
}
