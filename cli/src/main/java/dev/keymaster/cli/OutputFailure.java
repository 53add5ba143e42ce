package dev.keymaster.cli;

import java.io.IOException;

/** Standard output could not be written. */
final class OutputFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  OutputFailure(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** Whoever read it has gone: no reason to complain. */
  boolean brokenPipe() {
    return String.valueOf(getMessage()).contains("Broken pipe");
  }
}
