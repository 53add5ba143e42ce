package dev.keymaster.libc;

import dev.keymaster.front.Front;
import dev.keymaster.run.PersonEnvironment;

/** The program {@code keymaster} where it starts: hot commands itself, all others by the JVM. */
public final class Main {
  private static final int FAILED = 1;
  private static final int RUN_FAILED = 125;
  private static final int NOT_EXECUTABLE = 126;
  private static final String REPLACED = " (deleted)";

  private Main() {}

  /** Runs one command and ends the process. */
  public static void main(String[] args) {
    Itself itself = new Itself(args.length);
    LibcMachine machine = new LibcMachine(itself);
    int code = run(machine);
    if (code == Front.ELSEWHERE && Front.handedOver(machine)) {
      Streams.say("keymaster: cannot execute " + machine.words().get(1) + "\n");
      code = NOT_EXECUTABLE;
    }
    if (code == Front.ELSEWHERE) {
      itself.become(launcher(itself.file()));
      Streams.say("keymaster: the launcher is missing beside " + itself.file() + "\n");
      code = args.length > 0 && args[0].equals("run") ? RUN_FAILED : FAILED;
    }
    Libc.exit(code);
  }

  private static int run(LibcMachine machine) {
    try {
      return pretends(machine) ? Front.ELSEWHERE : Front.run(machine);
    } catch (RuntimeException e) {
      return Front.ELSEWHERE; // our mistake; the whole program may do better
    }
  }

  /** Whoever sets what only the launcher sets has to do with the launcher. */
  private static boolean pretends(LibcMachine machine) {
    boolean pretends = false;
    for (String name : machine.environment().keySet()) {
      pretends |= PersonEnvironment.isOfTheLauncher(name);
    }
    return pretends;
  }

  /** {@code lib/launcher} of the image whose {@code bin/keymaster} this is. */
  private static String launcher(String file) {
    String path =
        file.endsWith(REPLACED) ? file.substring(0, file.length() - REPLACED.length()) : file;
    int bin = path.lastIndexOf('/', path.lastIndexOf('/') - 1);
    return (bin < 0 ? "" : path.substring(0, bin)) + "/lib/launcher";
  }
}
