package dev.keymaster.app;

import java.util.List;

/**
 * Runs the usual commands once in one process, in a throw-away home, so that the JVM can keep what
 * it learned in the AOT cache of the image. Part of making the image, of no use to anybody else.
 */
public final class Rehearsal {
  private static final List<String> COMMANDS = List.of("--version", "--help", "ls --help");

  private Rehearsal() {}

  /** Runs the commands; an exit code other than 0 of any ends the rehearsal with it. */
  public static void main(String[] args) {
    for (String command : COMMANDS) {
      int code = Main.run(System.getenv(), command.split(" "));
      if (code != 0) {
        System.exit(code);
      }
    }
  }
}
