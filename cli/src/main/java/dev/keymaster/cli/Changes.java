package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import java.util.function.Consumer;

/**
 * What a verb goes after that lasts: which keys there are, in which versions, under which names.
 */
final class Changes {
  private static final long PAUSE_MILLIS = 1000;

  private final Session session;
  private final KeyChoice keys;
  private String seen = "";

  Changes(Session session, KeyChoice keys) {
    this.session = session;
    this.keys = keys;
  }

  /**
   * Does it now and after each change, until the thread is interrupted. What fails the first time
   * is thrown; later it is told once, and tried again when something has changed.
   */
  void follow(Consumer<Session> action) {
    take();
    action.accept(session);
    while (pause()) {
      if (changed()) {
        attempt(action);
      }
    }
  }

  private void attempt(Consumer<Session> action) {
    try {
      action.accept(session.again());
    } catch (KeymasterException e) {
      session.output().warn(e.getMessage() + (e.hint().isEmpty() ? "" : ": " + e.hint()));
    }
  }

  /** Takes what is there now for what was seen. */
  void take() {
    seen = state();
  }

  /** Tells whether something changed since it was last asked; what cannot be told is no change. */
  boolean changed() {
    String state;
    try {
      state = state();
    } catch (KeymasterException e) {
      return false; // locked, or a file that somebody is writing
    }
    boolean changed = !state.equals(seen);
    seen = state;
    return changed;
  }

  private String state() {
    Session now = session.again();
    return now.environment() + "\n" + keys.injection(now).state();
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
