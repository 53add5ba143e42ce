package dev.keymaster.service;

import dev.keymaster.guard.Guard;
import dev.keymaster.guard.LockedGuard;
import dev.keymaster.guard.OutsideLog;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.LogMacs;
import dev.keymaster.model.LogQuestion;
import dev.keymaster.model.LogVerdict;
import dev.keymaster.model.PruneReport;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.wire.Log;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
    return of(question.file(), locked -> verify(locked, question));
  }

  private LogVerdict verify(LockedGuard locked, LogQuestion question) {
    boolean elsewhere = question.file() != null;
    LogVerdict verdict = locked.log().verify(question.key(), question.anchors(), elsewhere);
    return question.recoveryCode() && verdict.sound()
        ? verdict.with(macs(locked, verdict.events()))
        : verdict;
  }

  private LogMacs macs(LockedGuard locked, long events) {
    List<Slot> onPaper = locked.slotsWithLogKey();
    if (onPaper.isEmpty()) {
      boolean old = locked.slots().stream().anyMatch(slot -> slot.kind() == SlotKind.RECOVERY);
      throw new KeymasterException(
          Code.NOT_FOUND,
          old
              ? "no recovery slot holds a key of the log: an older release made it, or somebody took"
                  + " the key out"
              : "this vault has no recovery code",
          "keymaster vault slots add recovery makes one that checks all that comes after it");
    }
    return new SlotSecrets(locked.vaultId(), engine.sources())
        .open(onPaper, (slot, code) -> Optional.ofNullable(locked.checkMacs(slot, code, events)));
  }

  /** Asks about the person's own vault, or one in a file. */
  private <T> T of(@Nullable String file, Function<LockedGuard, T> question) {
    if (file == null) {
      return question.apply(Guard.locked(engine.ports(), engine.caller()));
    }
    try (SealedRows rows = engine.file().other(file)) {
      return question.apply(Guard.locked(engine.shared().ports(rows), engine.caller()));
    } catch (KeymasterException e) {
      throw e.ofBroughtFile();
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
    return of(null, LockedGuard::log);
  }
}
