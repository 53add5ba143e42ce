package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ZeroByte;
import java.util.Arrays;
import java.util.Base64;
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
  byte[] line(String variable, Secret value) {
    return line(before + variable + between, variable, value);
  }

  /**
   * As {@link #line(String, Secret)}, where something else takes the value.
   *
   * @param start what stands before the quoted value
   */
  @RevealsSecret("the shell evaluates the value itself")
  byte[] line(String start, String variable, Secret value) {
    refuseNul(variable, value);
    byte[] bytes = value.reveal();
    try {
      return this == POWERSHELL && !isAscii(bytes)
          ? decoding(start, bytes)
          : quoted(start + "'", bytes, "'\n");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Refuses a value that no variable can hold, before anything of a script is written: USAGE. */
  @RevealsSecret("looks for a byte that ends every variable")
  static void refuseNul(String variable, Secret value) {
    byte[] bytes = value.reveal();
    boolean nul = ZeroByte.isIn(bytes);
    Arrays.fill(bytes, (byte) 0);
    if (nul) {
      throw KeymasterException.usage(
          "the value for " + variable + " holds a NUL, which no variable can",
          "keymaster get NAME | COMMAND hands it over by a pipe");
    }
  }

  private byte[] quoted(String start, byte[] bytes, String end) {
    byte[] first = start.getBytes(UTF_8);
    byte[] last = end.getBytes(UTF_8);
    byte[] line = Arrays.copyOf(first, first.length + LONGEST_ESCAPE * bytes.length + last.length);
    try {
      int length = first.length;
      for (byte b : bytes) {
        length = append(line, length, b);
      }
      System.arraycopy(last, 0, line, length, last.length);
      return Arrays.copyOf(line, length + last.length);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  /**
   * PowerShell takes typographic quotation marks for the end of what is quoted, and decides itself
   * which bytes are some.
   */
  private byte[] decoding(String start, byte[] bytes) {
    byte[] coded = Base64.getEncoder().encode(bytes);
    try {
      String decode = "[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('";
      return quoted(start + decode, coded, "'))\n");
    } finally {
      Arrays.fill(coded, (byte) 0);
    }
  }

  private static boolean isAscii(byte[] bytes) {
    boolean ascii = true;
    for (byte b : bytes) {
      ascii &= b >= 0;
    }
    return ascii;
  }

  private int append(byte[] line, int length, byte b) {
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
