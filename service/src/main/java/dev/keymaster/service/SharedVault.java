package dev.keymaster.service;

import dev.keymaster.crypto.KeyHome;
import dev.keymaster.guard.Guard;
import dev.keymaster.guard.LockedGuard;
import dev.keymaster.model.Caller;
import dev.keymaster.model.HighWater;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The vault of this process: opened when first needed, one for all callers. Thread-safe. */
final class SharedVault {
  /** The open vault, the slot that opened it, and when. */
  record Unlocked(Guard guard, Slot slot, Instant at) {}

  private final VaultFile file;
  private final HighWater highWater;
  private final Randomness randomness;
  private final InstantSource clock;
  private final KeyHome home;
  private final PanicNote panic;
  private @Nullable SealedRows rows;
  private @Nullable Object identity;
  private @Nullable Unlocked unlocked;

  SharedVault(
      VaultFile file,
      HighWater highWater,
      Randomness randomness,
      InstantSource clock,
      KeyHome home) {
    this.file = file;
    this.highWater = highWater;
    this.randomness = randomness;
    this.clock = clock;
    this.home = home;
    this.panic = new PanicNote(file.heldFreeze());
  }

  /** Returns what waits to be written since a panic. */
  PanicNote panic() {
    return panic;
  }

  VaultFile file() {
    return file;
  }

  InstantSource clock() {
    return clock;
  }

  KeyHome home() {
    return home;
  }

  /** Returns what is open; a file that another one took the place of is not. */
  synchronized Optional<Unlocked> unlocked() {
    closeReplaced();
    return Optional.ofNullable(unlocked);
  }

  synchronized Unlocked unlock(Caller caller, List<RootKeySource> sources) {
    return unlocked().orElseGet(() -> opened(caller, sources));
  }

  private Unlocked opened(Caller caller, List<RootKeySource> sources) {
    LockedGuard locked = Guard.locked(ports(), caller);
    if (sources.isEmpty()) {
      throw new KeymasterException(Code.LOCKED, "the vault is locked", "keymaster unlock");
    }
    Unlocked opened =
        new SlotSecrets(locked.vaultId(), sources)
            .open(locked.slots(), (slot, secret) -> attempt(locked, slot, secret));
    unlocked = opened;
    return opened;
  }

  /** Opens it through one slot, or proves the slot's secret anew if it is open; empty if wrong. */
  synchronized Optional<Unlocked> unlock(Caller caller, String slotId, Secret secret) {
    closeReplaced();
    LockedGuard locked = Guard.locked(ports(), caller);
    Slot slot =
        locked.slots().stream()
            .filter(candidate -> candidate.id().equals(slotId))
            .findFirst()
            .orElseThrow(() ->
                new KeymasterException(
                    Code.NOT_FOUND, "no such unlock slot", "keymaster vault slots list"));
    Optional<Unlocked> opened = attempt(locked, slot, secret);
    opened.ifPresent(this::replace);
    return opened;
  }

  /** The guard that others use already stays as it is: it shares nothing with the new one. */
  private void replace(Unlocked next) {
    Unlocked before = unlocked;
    unlocked = before == null ? next : new Unlocked(before.guard(), next.slot(), next.at());
    if (before != null) {
      before.guard().provenBy(next.guard());
      next.guard().close();
    }
  }

  /** Opens it with what another process handed over. */
  synchronized void resume(Caller caller, OpenedElsewhere given) {
    LockedGuard locked = Guard.locked(ports(), caller);
    Slot slot =
        locked.slots().stream()
            .filter(candidate -> candidate.id().equals(given.slotId()))
            .findFirst()
            .orElseGet(() -> locked.slots().getFirst()); // that one was removed or replaced
    unlocked = new Unlocked(locked.resume(given.root(), home), slot, given.at());
  }

  private Optional<Unlocked> attempt(LockedGuard locked, Slot slot, Secret secret) {
    return Optional.ofNullable(locked.unlock(slot, secret, home))
        .map(guard -> new Unlocked(guard, slot, clock.instant()));
  }

  synchronized Ports ports() {
    if (rows == null) {
      if (!file.exists()) {
        throw new KeymasterException(
            Code.LOCKED, "there is no vault at " + file.location(), "keymaster vault init");
      }
      rows = file.open();
      identity = file.identity();
    }
    return ports(rows);
  }

  Ports ports(SealedRows opened) {
    return new Ports(
        opened, highWater, randomness, clock, file.failedUnlocks(), file.fingerprints());
  }

  private void closeReplaced() {
    if (rows != null && !file.identity().equals(identity)) {
      close();
    }
  }

  /** Ports for a vault that is about to be created. */
  synchronized Ports newPorts() {
    rows = file.create();
    identity = file.identity();
    return ports(rows);
  }

  synchronized void created(Guard guard, Slot slot) {
    unlocked = new Unlocked(guard, slot, clock.instant());
  }

  /** Undoes {@link #newPorts} after a failure. */
  synchronized void discard() {
    close();
    file.discard();
  }

  synchronized void close() {
    if (unlocked != null) {
      unlocked.guard().close();
      unlocked = null;
    }
    if (rows != null) {
      rows.close();
      rows = null;
    }
  }
}
