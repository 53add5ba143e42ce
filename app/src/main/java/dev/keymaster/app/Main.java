package dev.keymaster.app;

import dev.keymaster.cli.Keymaster;
import dev.keymaster.front.Front;
import java.util.List;

/** The program {@code keymaster}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    ProcessWorld world = new ProcessWorld(System.getenv());
    JvmMachine machine = new JvmMachine(List.of(args), world);
    int code = Front.run(machine);
    if (code == Front.ELSEWHERE) {
      System.exit(Keymaster.run(List.of(args), world));
    }
    if (machine.hasStarted()) {
      System.exit(code);
    }
    // nothing is left to be put in order, and an orderly end looks up a logger first: 8 ms
    Runtime.getRuntime().halt(code);
  }
}
