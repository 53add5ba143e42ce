package dev.keymaster.app;

/**
 * Runs the usual commands once in one process, in a throw-away home, so that the JVM can keep what
 * it learned in the AOT cache of the image. Part of making the image, of no use to anybody else.
 */
public final class Rehearsal {
  private Rehearsal() {}

  /** Runs the commands. */
  public static void main(String[] args) {
    Main.run("--version");
  }
}
