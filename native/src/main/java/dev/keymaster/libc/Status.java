package dev.keymaster.libc;

/** How a process ended, as the system encodes it. */
final class Status {
  private static final int BY_SIGNAL = 128;
  private static final int STOPPED = 0x7f;

  private Status() {}

  /** Tells whether it was only stopped. */
  static boolean stopped(int status) {
    return (status & 0xff) == STOPPED;
  }

  /** Returns the exit code; of a program that a signal ended this process ends in the same way. */
  static int code(int status) {
    int signal = status & 0x7f;
    if (signal == 0) {
      return (status >> 8) & 0xff;
    }
    Signals.dieOf(signal);
    return BY_SIGNAL + signal;
  }
}
