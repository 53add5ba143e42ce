package dev.keymaster.lifecycle;

import dev.keymaster.guard.LifecycleCommit;
import dev.keymaster.model.KeyRecord;
import java.time.Instant;

/** What is said of a key follows the version that is handed out. */
final class Renewal {
  private Renewal() {}

  /** A key that was made to end some time ends later once it is rotated. */
  static void apply(LifecycleCommit commit, Entry at) {
    KeyRecord key = commit.find(at.ref());
    if (key == null || at.kind() != Kind.ROTATE) {
      return;
    }
    Instant end = Terms.of(key.details().metadata()).end(at.begun());
    if (end != null) {
      commit.expires(at.ref(), end);
    }
  }
}
