package dev.keymaster.service;

import dev.keymaster.guard.Guard;
import dev.keymaster.guard.LockedGuard;
import dev.keymaster.guard.OutsideLog;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.LogQuestion;
import dev.keymaster.model.LogVerdict;
import dev.keymaster.model.PruneReport;
import dev.keymaster.model.SealedRows;
import dev.keymaster.wire.Log;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes requests about the log to the guard, and those that need no secret around it. */
record LocalLog(LocalEngine engine) implements Log {
  @Override
  public List<Event> newest(int limit) {
    return engine.guard().newest(limit);
  }

  @Override
  public List<Event> events(EventFilter filter) {
    return engine.guard().log().events(filter);
  }

  @Override
  public List<Event> pseudonymous(EventFilter filter) {
    return engine.guard().log().pseudonymous(filter);
  }

  @Override
  public LogVerdict verify(LogQuestion question) {
    if (question.file() == null) {
      return outside().verify(question.key(), question.anchors(), false);
    }
    try (SealedRows rows = engine.file().other(question.file())) {
      return Guard.locked(engine.shared().ports(rows), engine.caller())
          .log()
          .verify(question.key(), question.anchors(), true);
    }
  }

  @Override
  public String verifier() {
    return outside().verifier(null).text();
  }

  @Override
  public String checkpoint() {
    return outside().checkpoint();
  }

  @Override
  public String prove(long number, @Nullable Long from) {
    return from == null ? outside().prove(number) : outside().proveGrowth(from);
  }

  @Override
  public String checkProof(String proof, @Nullable String key) {
    return OutsideLog.check(proof, key == null ? outside().verifier(null) : OutsideLog.key(key));
  }

  @Override
  public PruneReport prune(@Nullable Integer days, @Nullable Integer minimum) {
    return engine.guard().log().prune(days, minimum);
  }

  private OutsideLog outside() {
    LockedGuard locked = Guard.locked(engine.ports(), engine.caller());
    return locked.log();
  }
}
