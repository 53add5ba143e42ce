package dev.keymaster.app;

import dev.keymaster.cli.Keymaster;
import dev.keymaster.front.Front;
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
    ProcessWorld world = new ProcessWorld(environment);
    List<String> words = List.of(arguments);
    int code = Front.run(new JvmMachine(words, world));
    return code == Front.ELSEWHERE ? Keymaster.run(words, world) : code;
  }
}
