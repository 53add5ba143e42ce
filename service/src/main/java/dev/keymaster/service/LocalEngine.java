package dev.keymaster.service;

import dev.keymaster.guard.Guard;
import dev.keymaster.model.Caller;
import dev.keymaster.model.HighWater;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.SealedRows;
import dev.keymaster.wire.Engine;
import dev.keymaster.wire.Keys;
import dev.keymaster.wire.Log;
import dev.keymaster.wire.Vault;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine in this process. Opens and unlocks the vault when a request first needs it. */
public final class LocalEngine implements Engine {
  private final VaultFile file;
  private final HighWater highWater;
  private final Randomness randomness;
  private final InstantSource clock;
  private final Caller caller;
  private final List<RootKeySource> sources;
  private @Nullable SealedRows rows;
  private Unlocking.@Nullable Unlocked unlocked;

  /**
   * Makes an engine; touches nothing yet.
   *
   * @param caller who asks, for the records
   * @param sources where secrets of unlock slots come from, at most one for each kind
   */
  public LocalEngine(
      VaultFile file,
      HighWater highWater,
      Randomness randomness,
      InstantSource clock,
      Caller caller,
      List<RootKeySource> sources) {
    this.file = file;
    this.highWater = highWater;
    this.randomness = randomness;
    this.clock = clock;
    this.caller = caller;
    this.sources = List.copyOf(sources);
  }

  @Override
  public Keys keys() {
    return new LocalKeys(this);
  }

  @Override
  public Vault vault() {
    return new LocalVault(this);
  }

  @Override
  public Log log() {
    return limit -> guard().newest(limit);
  }

  VaultFile file() {
    return file;
  }

  Caller caller() {
    return caller;
  }

  List<RootKeySource> sources() {
    return sources;
  }

  Guard guard() {
    return unlocked().guard();
  }

  synchronized Unlocking.Unlocked unlocked() {
    if (unlocked == null) {
      unlocked = new Unlocking(Guard.locked(ports(), caller), sources).unlock();
    }
    return unlocked;
  }

  synchronized Ports ports() {
    if (rows == null) {
      if (!file.exists()) {
        throw new KeymasterException(
            Code.LOCKED, "there is no vault at " + file.location(), "keymaster vault init");
      }
      rows = file.open();
    }
    return ports(rows);
  }

  private Ports ports(SealedRows opened) {
    return new Ports(opened, highWater, randomness, clock);
  }

  /** Ports for a vault that is about to be created. */
  synchronized Ports newPorts() {
    rows = file.create();
    return ports(rows);
  }

  synchronized void created(Unlocking.Unlocked created) {
    unlocked = created;
  }

  /** Undoes {@link #newPorts} after a failure. */
  synchronized void discard() {
    close();
    file.discard();
  }

  @Override
  public synchronized void close() {
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
