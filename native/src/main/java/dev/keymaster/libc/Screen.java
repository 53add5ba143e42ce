package dev.keymaster.libc;

import org.jspecify.annotations.Nullable;
import org.teavm.interop.Address;

/** The terminal that this process was started in. */
final class Screen {
  /** At least the size of its modes. */
  static final int MODES = 128;

  private static final int READ_AND_WRITE = 2 | 0x80000;
  private static final int ONCE_SHOWN = 1;

  private final int terminal;
  private final byte[] own = new byte[MODES];
  private final byte[] raw = new byte[MODES];
  private final boolean known;
  private boolean isRaw;

  private Screen(int terminal) {
    this.terminal = terminal;
    known = Libc.tcgetattr(terminal, Address.ofData(own)) == 0;
    System.arraycopy(own, 0, raw, 0, MODES);
    Libc.makeRaw(Address.ofData(raw));
  }

  /** The one of standard input; where that is none, the one that controls this process, if any. */
  static @Nullable Screen open() {
    byte[] name = Text.terminated("/dev/tty");
    int terminal = Streams.terminal(0) ? 0 : Libc.open(Address.ofData(name), READ_AND_WRITE);
    return terminal < 0 ? null : new Screen(terminal);
  }

  int terminal() {
    return terminal;
  }

  /** Tells whether keys are for this process and what it started. */
  boolean foreground() {
    return Libc.foreground(terminal) == Libc.group();
  }

  /** Every key is for the program, also those that would interrupt or stop this process. */
  void raw() {
    if (known && !isRaw && foreground()) {
      isRaw = Libc.tcsetattr(terminal, ONCE_SHOWN, Address.ofData(raw)) == 0;
    }
  }

  /** As it was. */
  void restore() {
    if (isRaw) {
      int _ = Libc.tcsetattr(terminal, ONCE_SHOWN, Address.ofData(own));
      isRaw = false;
    }
  }
}
