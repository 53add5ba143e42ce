package dev.keymaster.libc;

import dev.keymaster.run.Masker;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Standard output and errors of a program, each where it would go without masking. */
final class Flows {
  private static final int OUT = 1;
  private static final int ERR = 2;

  private final Map<String, byte[]> values;
  private final Map<String, byte[]> masks;
  private final Flow[] flows = new Flow[2];
  private final int[] theirs = {-1, -1, -1};
  private int count;

  Flows(Map<String, byte[]> values, Map<String, byte[]> masks) {
    this.values = values;
    this.masks = masks;
  }

  /** A terminal stands for all streams that are one; what is thrown away anyway is left alone. */
  void connect(PseudoTerminal terminal) {
    add(terminal.ours(), OUT, Masker.Layout.SAME_WIDTH);
    theirs[OUT] = terminal.theirs();
    connect(ERR, terminal);
  }

  /** Pipes, and for what goes to a terminal one that only prints. False if there is none. */
  boolean connect() {
    for (int stream = OUT; stream <= ERR; stream++) {
      PseudoTerminal terminal = null;
      if (Streams.terminal(stream) && !joined(stream)) {
        terminal = new PseudoTerminal();
        if (terminal.failed()) {
          return false;
        }
        terminal.plain();
        terminal.sizeOf(stream);
        add(terminal.ours(), stream, Masker.Layout.SAME_WIDTH);
      }
      connect(stream, terminal);
    }
    return true;
  }

  private boolean joined(int stream) {
    return stream == ERR && theirs[OUT] >= 0 && Files.same(OUT, ERR);
  }

  private void connect(int stream, @Nullable PseudoTerminal terminal) {
    if (joined(stream)) {
      theirs[stream] = theirs[OUT];
    } else if (terminal != null && Streams.terminal(stream)) {
      theirs[stream] = terminal.theirs();
    } else if (!Files.isNull(stream)) {
      int[] pipe = Program.pipe();
      add(pipe[0], stream, Masker.Layout.SHORT);
      theirs[stream] = pipe[1];
    }
  }

  private void add(int from, int to, Masker.Layout layout) {
    flows[count++] = new Flow(from, to, new Masker(values, masks, layout));
  }

  /** In the process that becomes the program: its streams take their places. */
  void takePlaces() {
    for (int stream = OUT; stream <= ERR; stream++) {
      if (theirs[stream] >= 0) {
        int _ = Libc.dup2(theirs[stream], stream);
      }
    }
  }

  /** In the process that masks: the ends of the program are its own alone. */
  void letGo() {
    for (int stream = OUT; stream <= ERR; stream++) {
      if (theirs[stream] >= 0 && (stream == OUT || theirs[stream] != theirs[OUT])) {
        int _ = Libc.close(theirs[stream]);
      }
    }
  }

  /** Puts them into two places. */
  void watch(Waiting waiting, int place) {
    for (int i = 0; i < flows.length; i++) {
      waiting.watch(place + i, i < count ? flows[i].source() : -1, Waiting.READABLE);
    }
  }

  /** Passes on what is there, by these places. */
  void move(Waiting waiting, int place) {
    for (int i = 0; i < count; i++) {
      if (waiting.ready(place + i)) {
        flows[i].move();
      }
    }
  }

  /** Passes on all that is there already. */
  void drain(Waiting waiting, int place) {
    watch(waiting, place);
    while (open() && waiting.happens(0)) {
      move(waiting, place);
      watch(waiting, place);
    }
  }

  boolean open() {
    boolean open = false;
    for (int i = 0; i < count; i++) {
      open |= flows[i].source() >= 0;
    }
    return open;
  }

  boolean hold() {
    boolean hold = false;
    for (int i = 0; i < count; i++) {
      hold |= flows[i].holds();
    }
    return hold;
  }

  void quiet() {
    for (int i = 0; i < count; i++) {
      flows[i].quiet();
    }
  }

  void end() {
    for (int i = 0; i < count; i++) {
      flows[i].end();
    }
  }
}
