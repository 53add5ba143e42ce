package dev.keymaster.libc;

import org.teavm.interop.Address;

/** A terminal that this process plays to a program. */
final class PseudoTerminal {
  private static final int OPEN = 0x80102; // read and write, controls nobody, close on exec
  private static final long TIOCSPTLCK = 0x40045431;
  private static final long TIOCGPTPEER = 0x5441;
  private static final long TIOCSCTTY = 0x540e;
  private static final long TIOCGWINSZ = 0x5413;
  private static final long TIOCSWINSZ = 0x5414;
  private static final int NOW = 0;
  private static final int F_SETFL = 4;
  private static final int NEVER_WAIT = 0x800;

  private final int ours;
  private final int theirs;
  private final byte[] size = new byte[8];

  /** Opens one; {@link #failed} tells whether that worked. */
  PseudoTerminal() {
    byte[] name = Text.terminated("/dev/ptmx");
    int[] unlocked = {0};
    ours = Libc.open(Address.ofData(name), OPEN);
    int _ = Libc.ioctl(ours, TIOCSPTLCK, Address.ofData(unlocked));
    theirs = Libc.ioctl(ours, TIOCGPTPEER, Address.fromLong(OPEN));
  }

  boolean failed() {
    return theirs < 0;
  }

  int ours() {
    return ours;
  }

  int theirs() {
    return theirs;
  }

  /** Has the size of a terminal; the programs on it hear of that. */
  void sizeOf(int terminal) {
    if (Libc.ioctl(terminal, TIOCGWINSZ, Address.ofData(size)) == 0) {
      int _ = Libc.ioctl(ours, TIOCSWINSZ, Address.ofData(size));
    }
  }

  /** Treats keys and lines as a terminal does. */
  void modesOf(int terminal) {
    byte[] modes = new byte[Screen.MODES];
    if (Libc.tcgetattr(terminal, Address.ofData(modes)) == 0) {
      int _ = Libc.tcsetattr(theirs, NOW, Address.ofData(modes));
    }
  }

  /** Changes nothing of what is printed: the terminal behind it does. */
  void plain() {
    byte[] modes = new byte[Screen.MODES];
    if (Libc.tcgetattr(theirs, Address.ofData(modes)) == 0) {
      Libc.makeRaw(Address.ofData(modes));
      int _ = Libc.tcsetattr(theirs, NOW, Address.ofData(modes));
    }
  }

  /** Neither reading nor writing waits here. */
  void neverWaits() {
    int _ = Libc.fcntl(ours, F_SETFL, NEVER_WAIT | 2);
  }

  /** Becomes the terminal of the session that this process leads. */
  void control() {
    int _ = Libc.ioctl(theirs, TIOCSCTTY, Address.fromLong(0));
  }
}
