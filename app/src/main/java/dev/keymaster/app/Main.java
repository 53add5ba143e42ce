package dev.keymaster.app;

import dev.keymaster.cli.Keymaster;
import dev.keymaster.front.Front;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** The program {@code keymaster}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(System.getenv(), Main::end, args));
  }

  /**
   * Ends it at once: an orderly end first looks whether it is to be logged, 8 ms. Only where nobody
   * has anything to put in order.
   */
  private static void end(int code) {
    Runtime.getRuntime().halt(code);
  }

  /**
   * Runs one command.
   *
   * @param end is told the exit code once all is printed and nothing is left to be put in order
   */
  static int run(Map<String, String> environment, IntConsumer end, String... arguments) {
    ProcessWorld world = new ProcessWorld(environment);
    List<String> words = List.of(arguments);
    JvmMachine machine = new JvmMachine(words, world);
    int code = Front.run(machine);
    if (code == Front.ELSEWHERE) {
      return Keymaster.run(words, world);
    }
    if (!machine.hasStarted()) {
      end.accept(code);
    }
    return code;
  }
}
