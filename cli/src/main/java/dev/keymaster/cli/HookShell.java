package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.RevealsSecret;
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
  @RevealsSecret("the shell of a person in a trusted project gets its keys as variables")
  void write(Output output, Map<String, Secret> values, String mark) {
    if (this != EXPORT) {
      output.line("_keymaster_leave");
    }
    values.forEach((variable, value) -> {
      byte[] bytes = value.reveal();
      output.text(this == EXPORT ? "export " + variable + "=" : "_keymaster_set " + variable + " ");
      quote(output, bytes);
      output.text("\n");
      Arrays.fill(bytes, (byte) 0);
    });
    if (this != EXPORT) {
      output.line("_keymaster_keep " + mark);
    }
  }

  /** In single quotes: nothing is expanded there. */
  private void quote(Output output, byte[] bytes) {
    output.text("'");
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      String instead = instead(bytes[i]);
      if (instead != null) {
        part(output, bytes, from, i);
        output.data(instead.getBytes(US_ASCII));
        from = i + 1;
      }
    }
    part(output, bytes, from, bytes.length);
    output.text("'");
  }

  private static void part(Output output, byte[] bytes, int from, int to) {
    byte[] part = Arrays.copyOfRange(bytes, from, to);
    output.data(part);
    Arrays.fill(part, (byte) 0);
  }

  /** What stands for a byte that cannot stand for itself. */
  private @Nullable String instead(byte b) {
    return switch (b) {
      case '\'' -> this == FISH ? "\\'" : "'\\''";
      case '\\' -> this == FISH ? "\\\\" : null;
      default -> null;
    };
  }
}
