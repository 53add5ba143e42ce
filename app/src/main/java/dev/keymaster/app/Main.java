package dev.keymaster.app;

import dev.keymaster.cli.Keymaster;
import java.util.List;
import java.util.Map;

/** The program {@code keymaster}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(System.getenv(), args));
  }

  static int run(Map<String, String> environment, String... arguments) {
    return Keymaster.run(List.of(arguments), new ProcessWorld(environment));
  }
}
