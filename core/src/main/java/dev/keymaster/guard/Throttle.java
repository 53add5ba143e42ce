package dev.keymaster.guard;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.FailedUnlock;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Ports;
import dev.keymaster.model.SlotKind;
import dev.keymaster.policy.Backoff;
import dev.keymaster.policy.Tries;
import dev.keymaster.vault.Vault;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Slows down guessing of what people type: after a few wrong ones each attempt has to wait, longer
 * every time and never over five minutes. An attempt is counted before it is looked at, so that
 * many at once count as many. The log takes over what was kept as soon as the vault opens.
 */
final class Throttle {
  private final Ports ports;
  private final String vaultId;
  private final Caller caller;

  Throttle(Ports ports, String vaultId, Caller caller) {
    this.ports = ports;
    this.vaultId = vaultId;
    this.caller = caller;
  }

  /** Counts an attempt as failed until it is known better; LOCKED if it comes too early. */
  void attempt(SlotKind kind) {
    if (kind != SlotKind.PASSPHRASE && kind != SlotKind.RECOVERY) {
      return;
    }
    Instant now = ports.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    ports.failedUnlocks().update(vaultId, failed -> with(failed, kind, now));
  }

  private List<FailedUnlock> with(List<FailedUnlock> failed, SlotKind kind, Instant now) {
    if (!failed.isEmpty()) {
      Tries tries = new Tries(failed.size(), failed.getLast().time());
      Duration patience = tries.patience(Backoff.UNLOCKING, now);
      boolean clockWasPutBack = failed.getLast().time().isAfter(now);
      if (!patience.isZero() && !clockWasPutBack) {
        throw tooEarly(failed.size(), patience);
      }
    }
    List<FailedUnlock> all = new ArrayList<>(failed);
    all.add(new FailedUnlock(now, caller.uid(), caller.pid(), caller.program(), kind));
    return all;
  }

  private static KeymasterException tooEarly(int failed, Duration patience) {
    long seconds = Math.max(1, (patience.toMillis() + 999) / 1000);
    return new KeymasterException(
        Code.LOCKED,
        failed + " attempts to unlock failed: the next one is looked at in " + seconds + " s",
        "wait, then try again; other unlock slots are not held up");
  }

  /** Takes this attempt back, and has the log take over those before it. */
  void opened(SlotKind kind, Vault vault) {
    List<FailedUnlock> before = new ArrayList<>();
    ports
        .failedUnlocks()
        .update(
            vaultId,
            failed -> {
              before.clear();
              boolean own = kind == SlotKind.PASSPHRASE || kind == SlotKind.RECOVERY;
              before.addAll(own ? withoutLast(failed) : failed);
              return List.of();
            });
    if (!before.isEmpty()) {
      vault.commit(commit -> {
        for (FailedUnlock each : before) {
          commit.record(
              EventKind.UNLOCK_FAILED,
              new Caller(each.uid(), each.pid(), each.program()),
              each.slot().word(),
              "at " + each.time());
        }
        return before;
      });
    }
  }

  /** Takes this attempt back; those before it stay until the vault opens. */
  void wasRight() {
    ports.failedUnlocks().update(vaultId, Throttle::withoutLast);
  }

  private static List<FailedUnlock> withoutLast(List<FailedUnlock> failed) {
    return failed.isEmpty() ? failed : failed.subList(0, failed.size() - 1);
  }
}
