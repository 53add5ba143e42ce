package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.project.Project;
import dev.keymaster.project.ProjectFile;
import dev.keymaster.wire.AgentStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a verb goes after that lasts: which keys there are, in which versions, under which names.
 */
final class Changes {
  private static final long PAUSE_MILLIS = 1000;

  private final Session session;
  private final KeyChoice keys;
  private String seen = "";
  private String stamp = "";

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
    stamp = stamp();
    seen = state();
  }

  /**
   * Tells whether something changed since it was last asked; what cannot be told is no change.
   * While no file changes nobody is asked, so that an agent can lock for want of requests; and none
   * is started again that a person has locked.
   */
  boolean changed() {
    String now = stamp();
    if (now.equals(stamp) || locked(session.world())) {
      return false;
    }
    String state;
    try {
      state = state();
    } catch (KeymasterException e) {
      return false; // a file that somebody is writing
    }
    stamp = now;
    boolean changed = !state.equals(seen);
    seen = state;
    return changed;
  }

  /** Tells whether there should be an agent that holds the vault open, and is none. */
  static boolean locked(World world) {
    return world.agent().unused().isEmpty()
        && world.agent().status().map(AgentStatus::unlocked).isEmpty();
  }

  private String state() {
    Session now = session.again();
    return now.environment() + "\n" + keys.injection(now).state();
  }

  /** Changes with the vault, the project's file, what is trusted, switched and set. */
  private String stamp() {
    Places places = session.world().places();
    Path vault = places.vault();
    Path state = places.state();
    Path folder =
        session.surroundings().project().map(Project::root).orElse(session.world().directory());
    return Stream.of(
            vault,
            Path.of(vault + "-wal"),
            folder.resolve(ProjectFile.NAME),
            state.resolve("trusted"),
            state.resolve("projects"),
            places.settings())
        .map(Changes::stamp)
        .collect(Collectors.joining("\n"));
  }

  private static String stamp(Path file) {
    try {
      return Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException e) {
      return "none";
    }
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
