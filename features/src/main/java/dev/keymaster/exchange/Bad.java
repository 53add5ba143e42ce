package dev.keymaster.exchange;

import dev.keymaster.model.KeymasterException;

/** Failures of files that are not what they should be; {@link Format} adds which file it was. */
final class Bad {
  private Bad() {}

  /** Something is wrong with the file as a whole. */
  static KeymasterException file(String what, String hint) {
    return KeymasterException.usage(what, hint);
  }

  /**
   * Something is wrong in one line.
   *
   * @param line from 1
   */
  static KeymasterException line(int line, String what, String hint) {
    return file("line " + line + ": " + what, hint);
  }
}
