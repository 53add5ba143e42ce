package dev.keymaster.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one open store. All writes go through the main session. A program with one thread
 * reads through it too and opens no second one; from the first time that two uses meet, readers
 * have sessions of their own.
 */
final class Sessions implements AutoCloseable {
  private static final int IDLE_READERS = 8;

  private enum Use {
    NONE,
    READ,
    WRITE
  }

  private final Supplier<Session> opening;
  private final Deque<Session> idle = new ArrayDeque<>();
  private @Nullable Session main;
  private Use use = Use.NONE;
  private boolean shared;
  private boolean closed;

  /**
   * Makes sessions when they are needed.
   *
   * @param opening opens and checks one
   * @param first the main session
   */
  Sessions(Supplier<Session> opening, Session first) {
    this.opening = opening;
    this.main = first;
  }

  /** Takes a session to read with. */
  synchronized Session forReading() {
    if (!shared && use == Use.NONE) {
      Session session = main();
      use = Use.READ;
      return session;
    }
    shared = true;
    Session reader = idle.poll();
    return reader == null ? opening.get() : reader;
  }

  /** Takes the main session; the caller holds the writer lock. */
  synchronized Session forWriting() {
    if (use == Use.READ) {
      replaceMain();
    }
    Session session = main();
    use = Use.WRITE;
    return session;
  }

  /** Gives a session back; one that broke is closed. */
  synchronized void done(Session session) {
    boolean wasMain = session == main;
    if (wasMain) {
      use = Use.NONE;
    }
    if (closed || session.broken()) {
      session.close();
      main = wasMain ? null : main;
    } else if (!wasMain) {
      keepOrClose(session);
    }
  }

  /** Closes what nobody uses now; the rest is closed when it is given back. */
  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(Session::close);
    idle.clear();
    if (main != null && use == Use.NONE) {
      main.close();
      main = null;
    }
  }

  private Session main() {
    Session session = main;
    if (session != null && session.broken()) {
      session.close();
      session = null;
    }
    if (session == null) {
      session = opening.get();
      main = session;
    }
    return session;
  }

  /** Leaves the main session to whoever reads with it. */
  private void replaceMain() {
    main = null;
    use = Use.NONE;
    shared = true;
  }

  private void keepOrClose(Session session) {
    if (idle.size() < IDLE_READERS) {
      idle.push(session);
    } else {
      session.close();
    }
  }
}
