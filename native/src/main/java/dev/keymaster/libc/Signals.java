package dev.keymaster.libc;

import org.teavm.interop.Address;

/** Signals that are read one by one instead of interrupting. What was ignored stays so. */
final class Signals {
  static final int HUP = 1;
  static final int INT = 2;
  static final int QUIT = 3;
  static final int TERM = 15;
  static final int CHLD = 17;
  static final int CONT = 18;
  static final int TSTP = 20;
  static final int WINCH = 28;
  private static final int USR1 = 10;
  private static final int USR2 = 12;
  private static final int TTOU = 22;
  private static final int[] TAKEN = {HUP, INT, QUIT, USR1, USR2, TERM, CHLD, CONT, TTOU, WINCH};

  private static final int SIG_BLOCK = 0;
  private static final int SIG_SETMASK = 2;
  private static final int CLOSE_ON_EXEC_AND_NEVER_WAIT = 0x80800;
  private static final int CODE = 8;
  private static final int BY_SYSTEM = 0x80;

  private final int descriptor;
  private final byte[] next = new byte[128];
  private final byte[] former = new byte[128];

  /** From here on they wait to be read. */
  Signals() {
    byte[] taken = set(TAKEN);
    int _ = Libc.sigprocmask(SIG_BLOCK, Address.ofData(taken), Address.ofData(former));
    descriptor = Libc.signalfd(-1, Address.ofData(taken), CLOSE_ON_EXEC_AND_NEVER_WAIT);
  }

  private static byte[] set(int... signals) {
    byte[] set = new byte[128];
    for (int signal : signals) {
      set[(signal - 1) / 8] |= (byte) (1 << ((signal - 1) % 8));
    }
    return set;
  }

  int descriptor() {
    return descriptor;
  }

  /** The next one; 0 if there is none. */
  int next() {
    long count = Libc.read(descriptor, Address.ofData(next), next.length);
    return count < next.length ? 0 : next[0];
  }

  /** Tells whether the last one came from the system, such as from a key of the terminal. */
  boolean bySystem() {
    return (next[CODE] & 0xff) == BY_SYSTEM;
  }

  /** As before: for what could not be started. */
  void release() {
    int _ = Libc.sigprocmask(SIG_SETMASK, Address.ofData(former), Address.fromLong(0));
    int _ = Libc.close(descriptor);
  }

  /** Ends this process by a signal, as the program was ended. */
  static void dieOf(int signal) {
    byte[] none = new byte[128];
    Address _ = Libc.signal(signal, Address.fromLong(0));
    int _ = Libc.sigprocmask(SIG_SETMASK, Address.ofData(none), Address.fromLong(0));
    int _ = Libc.kill(Libc.pid(), signal);
  }
}
