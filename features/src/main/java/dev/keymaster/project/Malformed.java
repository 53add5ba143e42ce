package dev.keymaster.project;

import dev.keymaster.model.KeymasterException;

/** Failures that name the line of a file that a person wrote. */
final class Malformed {
  private Malformed() {}

  /**
   * Makes a usage failure.
   *
   * @param file as the person knows it
   * @param line from 1
   */
  static KeymasterException at(String file, int line, String problem, String hint) {
    return KeymasterException.usage(file + " line " + line + ": " + problem, hint);
  }
}
