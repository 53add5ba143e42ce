package dev.keymaster.run;

import java.nio.charset.StandardCharsets;

/** Copies a text by the terminal of its process. */
final class TerminalMain {
  static final String TEXT = "on the terminal";

  private TerminalMain() {}

  /** Ends with 1 if there is no terminal. */
  public static void main(String[] args) {
    byte[] sequence = TerminalCopy.sequence(TEXT.getBytes(StandardCharsets.US_ASCII));
    System.exit(TerminalCopy.write(sequence) ? 0 : 1);
  }
}
