package dev.keymaster.libc;

import dev.keymaster.front.Front;
import java.util.Map;
import org.teavm.interop.Address;

/**
 * A program whose output is masked and that is no dialogue in a terminal: it stays in this
 * process's session and group, so that keys of the terminal and stopping concern both.
 */
final class OnPipes {
  /** So long nothing comes until a possible prompt is shown, in milliseconds. */
  static final int QUIET = 15;

  private static final int AT_ONCE = 1;
  private static final int FLOWS = 1;

  private final Program program;
  private final Flows flows;
  private final Signals signals = new Signals();
  private final Waiting waiting = new Waiting(3);
  private final int[] status = {0};
  private int child;

  OnPipes(Program program, Map<String, byte[]> values, Map<String, byte[]> masks) {
    this.program = program;
    this.flows = new Flows(values, masks);
  }

  /** Runs it to its end; returns its exit code, or {@link Front#ELSEWHERE}. */
  int run() {
    if (!flows.connect() || !start()) {
      signals.release();
      return Front.ELSEWHERE;
    }
    while (!ended()) {
      pass();
    }
    flows.drain(waiting, FLOWS);
    if (flows.open() && Libc.fork() == 0) {
      passOnTheRest();
    }
    if (!flows.open()) {
      flows.end();
    }
    return Status.code(status[0]);
  }

  private boolean start() {
    int[] failed = Program.pipe();
    child = Libc.fork();
    if (child == 0) {
      Program.dieWithParent();
      flows.takePlaces();
      program.becomeOrEnd(failed[1]);
    }
    flows.letGo();
    int _ = Libc.close(failed[1]);
    return Program.started(failed[0]);
  }

  private boolean ended() {
    return Libc.waitpid(child, Address.ofData(status), AT_ONCE) == child;
  }

  /** Waits for something and does what it asks for. */
  private void pass() {
    waiting.watch(0, signals.descriptor(), Waiting.READABLE);
    flows.watch(waiting, FLOWS);
    if (!waiting.happens(flows.hold() ? QUIET : -1)) {
      flows.quiet();
      return;
    }
    flows.move(waiting, FLOWS);
    for (int signal = signals.next(); signal != 0; signal = signals.next()) {
      forward(signal);
    }
  }

  /** What a key of the terminal sent reached the program by itself. */
  private void forward(int signal) {
    boolean alike = signal == Signals.CHLD || signal == Signals.CONT || signal == Signals.WINCH;
    if (!alike && !signals.bySystem()) {
      int _ = Libc.kill(child, signal);
    }
  }

  /** What the program left running prints on when the program has ended, as it would without us. */
  private void passOnTheRest() {
    signals.release();
    for (int signal : new int[] {Signals.INT, Signals.QUIT, Signals.HUP}) {
      Address _ = Libc.signal(signal, Address.fromLong(1));
    }
    waiting.watch(0, -1, (short) 0);
    flows.watch(waiting, FLOWS);
    while (flows.open()) {
      if (waiting.happens(flows.hold() ? QUIET : -1)) {
        flows.move(waiting, FLOWS);
      } else {
        flows.quiet();
      }
      flows.watch(waiting, FLOWS);
    }
    Libc.exit(0);
  }
}
