package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;

/**
 * What one look of {@code doctor} at one thing told.
 *
 * @param about what was looked at, one or two words
 * @param severity how bad it is
 * @param message one line
 * @param hint what mends it; empty if all is well
 */
record Finding(String about, Severity severity, String message, String hint) {
  /** How bad. */
  enum Severity {
    /** As it should be. */
    OK,
    /** Works, but could be better or soon will not. */
    WARN,
    /** Something does not work, or is not safe. */
    FAIL
  }

  static Finding ok(String about, String message) {
    return new Finding(about, Severity.OK, message, "");
  }

  static Finding warn(String about, String message, String hint) {
    return new Finding(about, Severity.WARN, message, hint);
  }

  static Finding fail(String about, String message, String hint) {
    return new Finding(about, Severity.FAIL, message, hint);
  }

  static Finding fail(String about, KeymasterException failure) {
    return fail(about, String.valueOf(failure.getMessage()), failure.hint());
  }
}
