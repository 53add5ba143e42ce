package dev.keymaster.cli;

/**
 * A command turns out to need what is not at hand where it runs: a prompt, a clipboard, an open
 * vault. Thrown before anything happened, so that somebody else can run it from the start.
 */
final class NotHere extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotHere() {
    super("not here", null, false, false);
  }
}
