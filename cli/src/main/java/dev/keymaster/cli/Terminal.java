package dev.keymaster.cli;

import dev.keymaster.model.Secret;
import java.util.Optional;

/** The terminal, as far as there is one. */
public interface Terminal {
  /** The three streams of a process. */
  enum Stream {
    /** Standard input. */
    IN,
    /** Standard output. */
    OUT,
    /** Standard error. */
    ERR
  }

  /** Tells whether the stream is a terminal. */
  boolean has(Stream stream);

  /** Width in columns, at least 20; 80 where unknown. */
  int columns();

  /**
   * Asks on the terminal itself, whatever the streams are, and reads a line without showing it.
   *
   * @return the bytes typed, without the line end; empty if input ended or there is no terminal
   */
  Optional<Secret> readHidden(String prompt);

  /** Asks on the terminal itself and reads a line; empty if input ended or there is none. */
  Optional<String> readLine(String prompt);
}
