package dev.keymaster.libc;

import org.teavm.interop.Address;

/** What a person types, on its way to the program. */
final class Keys {
  private final int keyboard;
  private final PseudoTerminal terminal;
  private final byte[] typed = new byte[4096];
  private int start;
  private int end;
  private boolean open = true;

  Keys(int keyboard, PseudoTerminal terminal) {
    this.keyboard = keyboard;
    this.terminal = terminal;
  }

  /** More is read only after what was read has been passed on. */
  void watch(Waiting waiting, int first, int second, boolean foreground) {
    boolean reads = start == end && open && foreground;
    waiting.watch(first, reads ? keyboard : -1, Waiting.READABLE);
    waiting.watch(second, start < end ? terminal.ours() : -1, Waiting.WRITABLE);
  }

  void move(Waiting waiting, int first, int second) {
    if (waiting.ready(first)) {
      long count = Libc.read(keyboard, Address.ofData(typed), typed.length);
      open = count != 0;
      start = 0;
      end = (int) Math.max(count, 0);
    }
    if (start < end && (waiting.ready(first) || waiting.ready(second))) {
      Address from = Address.ofData(typed).add(start);
      start += (int) Math.max(Libc.write(terminal.ours(), from, end - start), 0);
    }
  }
}
