package dev.keymaster.libc;

import org.teavm.interop.Address;

/**
 * The process between this one and a program in a terminal of its own: it leads the session, starts
 * the program in a group, and says when that was stopped or has ended. Only a group whose parent is
 * in its session can be stopped by a key; and only a session's leader has a terminal to give.
 */
final class Steward {
  private static final int STARTED = 1;
  private static final int STOPPED = 2;
  private static final int ENDED = 3;
  private static final int UNTRACED = 2;
  private static final int AF_UNIX = 1;
  private static final int SEQUENCED_CLOSE_ON_EXEC = 5 | 0x80000;
  private static final int MESSAGE = 8;

  private Steward() {}

  /** The connection to a steward. */
  static final class Line {
    private final int descriptor;
    private final int failed;
    private final int[] message = {0, 0};
    private int program;
    private int status;
    private boolean ended;

    Line(int descriptor, int failed) {
      this.descriptor = descriptor;
      this.failed = failed;
    }

    /** Waits until the program runs; false if it could not be started. */
    boolean started() {
      boolean _ = read();
      program = message[1];
      return Program.started(failed) && message[0] == STARTED;
    }

    int descriptor() {
      return descriptor;
    }

    /** Reads what the steward says; true if the program was stopped. */
    boolean read() {
      long count = Libc.read(descriptor, Address.ofData(message), MESSAGE);
      ended = count != MESSAGE || message[0] == ENDED;
      status = count == MESSAGE ? message[1] : 0x7f00;
      return !ended && message[0] == STOPPED;
    }

    boolean ended() {
      return ended;
    }

    /** How it ended, as the system encodes it. */
    int status() {
      return status;
    }

    /** Has the program go on. */
    void goOn() {
      int[] any = {0, 0};
      long _ = Libc.write(descriptor, Address.ofData(any), MESSAGE);
    }

    /** Sends the program a signal. */
    void signal(int signal) {
      int _ = Libc.kill(program, signal);
    }
  }

  /** Starts a steward and through it the program. */
  static Line start(Program program, PseudoTerminal terminal, Flows flows) {
    int[] ends = {-1, -1};
    int _ = Libc.socketpair(AF_UNIX, SEQUENCED_CLOSE_ON_EXEC, 0, Address.ofData(ends));
    int[] failed = Program.pipe();
    if (Libc.fork() == 0) {
      int _ = Libc.close(ends[0]);
      int _ = Libc.close(failed[0]);
      int _ = Libc.close(terminal.ours());
      serve(program, terminal, flows, ends[1], failed[1]);
      Libc.exit(0);
    }
    int _ = Libc.close(ends[1]);
    int _ = Libc.close(failed[1]);
    return new Line(ends[0], failed[0]);
  }

  private static void serve(
      Program program, PseudoTerminal terminal, Flows flows, int line, int failed) {
    int _ = Libc.setsid();
    boolean reads = Streams.terminal(0);
    terminal.control();
    int child = Libc.fork();
    if (child == 0) {
      int _ = Libc.setpgid(0, 0);
      int _ = Libc.foreground(terminal.theirs(), Libc.pid());
      if (reads) {
        int _ = Libc.dup2(terminal.theirs(), 0);
      }
      flows.takePlaces();
      program.becomeOrEnd(failed);
    }
    int _ = Libc.close(failed);
    say(line, STARTED, child);
    int[] status = {0};
    int[] answer = {0, 0};
    while (Libc.waitpid(child, Address.ofData(status), UNTRACED) == child
        && Status.stopped(status[0])) {
      say(line, STOPPED, status[0]);
      if (Libc.read(line, Address.ofData(answer), MESSAGE) != MESSAGE) {
        return;
      }
      int _ = Libc.kill(-child, Signals.CONT);
    }
    say(line, ENDED, status[0]);
    // whoever leads a session takes its terminal along, and what nobody has read of it yet
    long _ = Libc.read(line, Address.ofData(answer), MESSAGE);
  }

  private static void say(int line, int what, int of) {
    int[] message = {what, of};
    long _ = Libc.write(line, Address.ofData(message), MESSAGE);
  }
}
