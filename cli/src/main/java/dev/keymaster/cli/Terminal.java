package dev.keymaster.cli;

import dev.keymaster.model.Secret;
import java.util.Optional;

/** The terminal, as far as there is one. */
public interface Terminal {
  /** The three streams of a process. */
  enum Stream {
    /** Standard input. */
    IN("0"),
    /** Standard output. */
    OUT("1"),
    /** Standard error. */
    ERR("2");

    private final String descriptor;

    Stream(String descriptor) {
      this.descriptor = descriptor;
    }

    /** Tells whether it is one of those descriptors, such as {@code 02}. */
    public boolean among(String descriptors) {
      return descriptors.contains(descriptor);
    }
  }

  /** Where nobody knows. */
  int USUAL_WIDTH = 80;

  /** Below this nothing could be shown. */
  int LEAST_WIDTH = 20;

  /** Tells whether the stream is a terminal. */
  boolean has(Stream stream);

  /** Width in columns, at least 20; 80 where unknown. */
  int columns();

  /** Reads such a width from what a system says; {@code told} may be anything. */
  static int columns(String told) {
    int width = told.matches("[0-9]{1,4}") ? Integer.parseInt(told) : 0;
    return width == 0 ? USUAL_WIDTH : Math.max(width, LEAST_WIDTH);
  }

  /**
   * Asks on the terminal itself, whatever the streams are, and reads a line without showing it.
   *
   * @return the bytes typed, without the line end; empty if input ended or there is no terminal
   */
  Optional<Secret> readHidden(String prompt);

  /** Asks on the terminal itself and reads a line; empty if input ended or there is none. */
  Optional<String> readLine(String prompt);
}
