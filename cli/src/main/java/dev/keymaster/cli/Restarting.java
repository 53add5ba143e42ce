package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.project.Project;
import dev.keymaster.project.SourceWatch;
import dev.keymaster.run.Attendant;
import dev.keymaster.run.Launch;
import dev.keymaster.run.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program again whenever the project's sources or the keys it gets change. One that ends by
 * itself is started again at the next change; one that a person ends (Ctrl-C) is the end.
 */
final class Restarting {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration QUIET = Duration.ofMillis(200);
  private static final long PATIENCE_MILLIS = 5000;
  private static final int INTERRUPTED = 130;

  private final Session session;
  private final Changes keys;
  private final Attendant attendant;

  Restarting(Session session, KeyChoice choice) {
    this.session = session;
    this.keys = new Changes(session, choice);
    this.attendant = session.world().attendant();
  }

  /** One run of the program, in a thread of its own. */
  private final class Turn {
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final Thread thread;

    Turn(Launch launch) {
      thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  outcome.complete(attendant.runOnce(launch));
                } catch (RuntimeException e) {
                  outcome.completeExceptionally(e);
                } finally {
                  launch.injected().values().forEach(Secret::close);
                }
              });
    }

    /** Returns what became of it; null while it runs. */
    @Nullable Outcome ended() {
      return outcome.isDone() ? outcome.join() : null;
    }

    /** Tells it to end, and after five seconds ends it. */
    void end() throws InterruptedException {
      thread.interrupt();
      thread.join(PATIENCE_MILLIS);
      thread.interrupt();
      thread.join();
    }
  }

  /**
   * Runs it until a person ends it or it cannot be started.
   *
   * @param launches releases the keys for one run
   */
  Outcome run(Function<Session, Launch> launches) throws IOException {
    Path root =
        session.surroundings().project().map(Project::root).orElse(session.world().directory());
    keys.take();
    try (SourceWatch sources = SourceWatch.of(root)) {
      Outcome outcome = null;
      Session now = session;
      while (outcome == null) {
        outcome = turn(launches.apply(now), sources);
        now = session.again();
      }
      return outcome;
    } catch (InterruptedException e) {
      return new Outcome.Ended(INTERRUPTED);
    }
  }

  /** Returns null where the program is to run again. */
  private @Nullable Outcome turn(Launch launch, SourceWatch sources)
      throws IOException, InterruptedException {
    Turn turn = new Turn(launch);
    boolean told = false;
    try {
      while (true) {
        Outcome ended = turn.ended();
        if (ended instanceof Outcome.NotStarted
            || (ended != null && ended.exitCode() == INTERRUPTED)) {
          return ended;
        }
        if (ended != null && !told) {
          say("ended with " + ended.exitCode() + "; it starts again at the next change");
          told = true;
        }
        String why = sources.next(LOOK, QUIET).map(Path::toString).orElse("");
        why = why.isEmpty() && keys.changed() ? "the keys" : why;
        if (!why.isEmpty()) {
          turn.end();
          say(why + " changed: started again");
          return null;
        }
      }
    } catch (KeymasterException e) {
      turn.end();
      throw e;
    }
  }

  private void say(String what) {
    session.output().note("keymaster: " + what);
  }
}
