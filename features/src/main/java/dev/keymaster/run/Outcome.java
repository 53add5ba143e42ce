package dev.keymaster.run;

import dev.keymaster.model.Printable;

/** What became of a program. */
public sealed interface Outcome {
  /** Returns the exit code that {@code keymaster run} ends with. */
  int exitCode();

  /**
   * It ran and ended.
   *
   * @param exitCode its own, 0 to 255; 128+n if signal n ended it
   */
  record Ended(int exitCode) implements Outcome {}

  /**
   * It never ran.
   *
   * @param exitCode 126 if it was found and cannot be executed, 127 if it was not found
   * @param message why, one line in lower case
   * @param hint what to do about it; may be empty
   */
  record NotStarted(int exitCode, String message, String hint) implements Outcome {
    static NotStarted missing(String program) {
      return new NotStarted(
          127,
          "program not found: " + Printable.quote(program),
          "check the name after -- and the PATH");
    }

    static NotStarted unusable(String program, String why) {
      return new NotStarted(126, "cannot execute " + Printable.quote(program) + ": " + why, "");
    }
  }
}
