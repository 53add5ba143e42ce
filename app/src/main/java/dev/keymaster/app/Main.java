package dev.keymaster.app;

/** The program {@code keymaster}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    int code = run(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  static int run(String... args) {
    if (args.length == 1 && args[0].equals("--version")) {
      System.out.println("keymaster 0.1.0");
      return 0;
    }
    System.err.println("keymaster: no command is built in yet");
    System.err.println("hint: keymaster --version");
    return 2;
  }
}
