package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.Map;

/** Assignments that a shell takes by {@code eval}, whatever the values hold. */
enum ShellExports {
  /** sh, dash, bash, zsh, ksh. */
  POSIX("export ", "="),
  /** fish. */
  FISH("set -gx ", " "),
  /** PowerShell. */
  POWERSHELL("$env:", " = ");

  private static final int LONGEST_ESCAPE = 4;

  private final String before;
  private final String between;

  ShellExports(String before, String between) {
    this.before = before;
    this.between = between;
  }

  /** Returns that of a shell's name; USAGE for one that is not known. */
  static ShellExports of(String shell) {
    return switch (shell) {
      case "sh", "dash", "ash", "bash", "zsh", "ksh" -> POSIX;
      case "fish" -> FISH;
      case "pwsh", "powershell" -> POWERSHELL;
      default ->
          throw KeymasterException.usage(
              "exports for " + Printable.quote(shell) + " are not known",
              "--shell bash, zsh, sh, fish or pwsh");
    };
  }

  /** Returns that of the shell that a person uses; that of sh if it is none we know. */
  static ShellExports of(Map<String, String> environment) {
    return environment.getOrDefault("SHELL", "").endsWith("/fish") ? FISH : POSIX;
  }

  /** Returns the line, which the caller zeroes; USAGE for a value that no variable can hold. */
  @RevealsSecret("the shell evaluates the value itself")
  byte[] line(String variable, Secret value) {
    byte[] bytes = value.reveal();
    byte[] start = (before + variable + between + "'").getBytes(UTF_8);
    byte[] line = Arrays.copyOf(start, start.length + LONGEST_ESCAPE * bytes.length + 2);
    try {
      int length = start.length;
      for (byte b : bytes) {
        length = append(line, length, b, variable);
      }
      line[length++] = '\'';
      line[length++] = '\n';
      return Arrays.copyOf(line, length);
    } finally {
      Arrays.fill(line, (byte) 0);
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private int append(byte[] line, int length, byte b, String variable) {
    if (b == 0) {
      throw KeymasterException.usage(
          "the value for " + variable + " holds a NUL, which no variable can",
          "keymaster get NAME | COMMAND hands it over by a pipe");
    }
    String escape = escape(b);
    if (escape.isEmpty()) {
      line[length] = b;
      return length + 1;
    }
    byte[] text = escape.getBytes(UTF_8);
    System.arraycopy(text, 0, line, length, text.length);
    return length + text.length;
  }

  /** What stands for a byte in single quotes; empty for the byte itself. */
  private String escape(byte b) {
    return switch (this) {
      case POSIX -> b == '\'' ? "'\\''" : "";
      case FISH -> b == '\'' || b == '\\' ? "\\" + (char) b : "";
      case POWERSHELL -> b == '\'' ? "''" : "";
    };
  }
}
