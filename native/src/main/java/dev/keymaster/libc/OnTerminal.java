package dev.keymaster.libc;

import dev.keymaster.front.Front;
import java.util.Map;

/**
 * A program whose output is masked, in a terminal of its own: this process passes on keys in one
 * direction and masked output in the other. The program leads a process group in the session of a
 * {@link Steward}, so that it can be stopped as a job is: then this process stops as well, and
 * whoever continues it continues the program.
 */
final class OnTerminal {
  private static final int PATIENCE_IN_BACKGROUND = 500;
  private static final int STEWARD = 1;
  private static final int FLOWS = 2;
  private static final int KEYS = 4;
  private static final int TERMINAL = 5;

  private final Program program;
  private final Flows flows;
  private final PseudoTerminal terminal = new PseudoTerminal();
  private final Signals signals = new Signals();
  private final Waiting waiting = new Waiting(6);
  private final Screen screen;
  private final Keys keys;

  OnTerminal(
      Program program, Screen screen, Map<String, byte[]> values, Map<String, byte[]> masks) {
    this.program = program;
    this.screen = screen;
    this.keys = new Keys(screen.terminal(), terminal);
    this.flows = new Flows(values, masks);
  }

  /** Runs it to its end; returns its exit code, or {@link Front#ELSEWHERE}. */
  int run() {
    if (terminal.failed()) {
      signals.release();
      return Front.ELSEWHERE;
    }
    terminal.modesOf(screen.terminal());
    terminal.sizeOf(screen.terminal());
    flows.connect(terminal);
    Steward.Line line = Steward.start(program, terminal, flows);
    flows.letGo();
    if (!line.started()) {
      signals.release();
      return Front.ELSEWHERE;
    }
    terminal.neverWaits();
    screen.raw();
    while (!line.ended()) {
      pass(line);
    }
    waiting.watch(0, -1, (short) 0);
    waiting.watch(STEWARD, -1, (short) 0);
    waiting.watch(KEYS, -1, (short) 0);
    waiting.watch(TERMINAL, -1, (short) 0);
    flows.drain(waiting, FLOWS);
    flows.end();
    screen.restore();
    return Status.code(line.status());
  }

  /** Waits for something and does what it asks for. */
  private void pass(Steward.Line line) {
    boolean foreground = screen.foreground();
    waiting.watch(0, signals.descriptor(), Waiting.READABLE);
    waiting.watch(STEWARD, line.descriptor(), Waiting.READABLE);
    flows.watch(waiting, FLOWS);
    keys.watch(waiting, KEYS, TERMINAL, foreground);
    int patience = foreground ? -1 : PATIENCE_IN_BACKGROUND;
    if (!waiting.happens(flows.hold() ? OnPipes.QUIET : patience)) {
      flows.quiet();
      screen.raw();
      return;
    }
    flows.move(waiting, FLOWS);
    keys.move(waiting, KEYS, TERMINAL);
    for (int signal = signals.next(); signal != 0; signal = signals.next()) {
      take(signal, line);
    }
    if (waiting.ready(STEWARD) && line.read()) {
      stop(line);
    }
  }

  private void take(int signal, Steward.Line line) {
    switch (signal) {
      case Signals.WINCH -> terminal.sizeOf(screen.terminal());
      case Signals.CONT -> {
        screen.raw();
        terminal.sizeOf(screen.terminal());
      }
      case Signals.CHLD -> {}
      default -> line.signal(signal);
    }
  }

  /** The program was stopped: so is this process, with all of its job. */
  private void stop(Steward.Line line) {
    flows.drain(waiting, FLOWS);
    screen.restore();
    int _ = Libc.kill(0, Signals.TSTP);
    screen.raw();
    terminal.sizeOf(screen.terminal());
    line.goOn();
  }
}
