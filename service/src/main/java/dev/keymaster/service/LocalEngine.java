package dev.keymaster.service;

import dev.keymaster.crypto.KeyHome;
import dev.keymaster.guard.Guard;
import dev.keymaster.guard.NamedSlot;
import dev.keymaster.guard.SafetyCopies;
import dev.keymaster.lifecycle.Clients;
import dev.keymaster.lifecycle.Halting;
import dev.keymaster.lifecycle.Holders;
import dev.keymaster.model.BugException;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Courier;
import dev.keymaster.model.Doorbell;
import dev.keymaster.model.HighWater;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.RotationHook;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.providers.Vendors;
import dev.keymaster.wire.Access;
import dev.keymaster.wire.Alerts;
import dev.keymaster.wire.Emergency;
import dev.keymaster.wire.Engine;
import dev.keymaster.wire.Inventory;
import dev.keymaster.wire.Keys;
import dev.keymaster.wire.Lifecycle;
import dev.keymaster.wire.Log;
import dev.keymaster.wire.Profiles;
import dev.keymaster.wire.Questions;
import dev.keymaster.wire.Reports;
import dev.keymaster.wire.SlotKeeping;
import dev.keymaster.wire.Vault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The engine in this process. Opens and unlocks the vault when a request first needs it; serves any
 * number of callers over the one open vault ({@link #as}). Thread-safe.
 */
public final class LocalEngine implements Engine {
  private static final Duration LAST_DELIVERY = Duration.ofSeconds(1);

  private final SharedVault shared;
  private final Caller caller;
  private final List<RootKeySource> sources;
  private final boolean owner;
  private Holders holders = Processes.holders();
  private AlertDesk desk = new AlertDesk(this, Courier.NONE);
  private Doorbell bell = Doorbell.NOWHERE;
  private RotationHook hook = RotationHook.NONE;
  private Supplier<Vendors> providers =
      () -> {
        throw new BugException("this engine reaches no provider");
      };

  /**
   * Makes an engine; touches nothing yet.
   *
   * @param caller who asks, for the records
   * @param sources where secrets of unlock slots come from, at most one for each kind; none if it
   *     opens by {@link #unlock} alone
   */
  public LocalEngine(
      VaultFile file,
      HighWater highWater,
      Randomness randomness,
      InstantSource clock,
      Caller caller,
      List<RootKeySource> sources) {
    this(file, highWater, randomness, clock, caller, sources, KeyHome.heap());
  }

  /**
   * Makes an engine whose keys lie in a home of their own, for a process that stays.
   *
   * @param home where the keys of the open vault will lie; not closed by the engine
   */
  public LocalEngine(
      VaultFile file,
      HighWater highWater,
      Randomness randomness,
      InstantSource clock,
      Caller caller,
      List<RootKeySource> sources,
      KeyHome home) {
    this(new SharedVault(file, highWater, randomness, clock, home), caller, sources, true);
  }

  private LocalEngine(
      SharedVault shared, Caller caller, List<RootKeySource> sources, boolean owner) {
    this.shared = shared;
    this.caller = caller;
    this.sources = List.copyOf(sources);
    this.owner = owner;
  }

  /** Returns the engine as another caller sees it; closing that closes nothing. */
  public LocalEngine as(Caller another) {
    LocalEngine seen = new LocalEngine(shared, another, sources, false);
    seen.desk = desk;
    seen.bell = bell;
    seen.holders = holders;
    seen.hook = hook;
    seen.providers = providers;
    return seen;
  }

  /**
   * Opens the vault through a slot; if it is open already, proves that the caller has the slot's
   * secret.
   *
   * @param secret stays the caller's to close
   * @return the slot, or empty if the secret is not the right one
   */
  public Optional<Slot> unlock(String slotId, Secret secret) {
    return shared.unlock(caller, slotId, secret).map(SharedVault.Unlocked::slot);
  }

  /** Returns what keeps the secrets of slots on this side. */
  public SlotKeeping keeping() {
    return new LocalSlots(this);
  }

  /**
   * Adds a slot whose secret is kept by whoever asks.
   *
   * @param secret stays the caller's to close
   */
  public Slot addSlot(Slot slot, Secret secret) {
    return guard().addSlot(new NamedSlot(slot, secret));
  }

  /**
   * Replaces all keys of the vault, and keeps the slots whose secrets are given and right.
   *
   * @param secrets each is closed
   * @return the slots that were dropped
   */
  public List<Slot> rekey(Function<Slot, Optional<Secret>> secrets) {
    LocalVault vault = new LocalVault(this);
    return vault.rekey(slot -> secrets.apply(slot).flatMap(given -> opens(vault, slot, given)));
  }

  private static Optional<Secret> opens(LocalVault vault, Slot slot, Secret given) {
    try (given) {
      return vault.opens(slot, given);
    }
  }

  /** Tells when somebody last proved a slot's secret; empty while the vault is locked. */
  public Optional<Instant> unlockedAt() {
    return shared.unlocked().map(SharedVault.Unlocked::at);
  }

  /** Returns what is open, for a process that takes this one's place; empty if it is locked. */
  public Optional<OpenedElsewhere> handOver() {
    return shared
        .unlocked()
        .map(open -> new OpenedElsewhere(open.slot().id(), open.at(), open.guard().handOver()));
  }

  /** Opens the vault with what another process handed over, which stays the caller's to close. */
  public void resume(OpenedElsewhere given) {
    shared.resume(caller, given);
  }

  /** Tells whether what is open is not the vault's key any more: somebody re-keyed it. */
  public boolean stale() {
    return shared.unlocked().filter(open -> stale(open.guard())).isPresent();
  }

  private static boolean stale(Guard guard) {
    try {
      guard.newest(0);
      return false;
    } catch (KeymasterException e) {
      return e.code() == KeymasterException.Code.LOCKED;
    }
  }

  @Override
  public Keys keys() {
    return new LocalKeys(this);
  }

  @Override
  public String codingAgent() {
    return caller.origin().agent();
  }

  @Override
  public Lifecycle lifecycle() {
    return new LocalLifecycle(this, providers);
  }

  /** Lives of keys, for the caller of this engine. */
  dev.keymaster.lifecycle.Lifecycle lives() {
    return new dev.keymaster.lifecycle.Lifecycle(
        guard().lifecycle(), clients(), holders, hook, clock());
  }

  Clients clients() {
    return new ReachedClients(providers);
  }

  /** Has keys asked for at their providers by these clients, which are made when first wanted. */
  public LocalEngine reaching(Supplier<Vendors> vendors) {
    this.providers = vendors;
    return this;
  }

  @Override
  public Profiles profiles() {
    return new LocalProfiles(this);
  }

  @Override
  public Emergency emergency() {
    return new LocalEmergency(this);
  }

  @Override
  public Inventory inventory() {
    return new LocalInventory(this);
  }

  @Override
  public Vault vault() {
    return new LocalVault(this);
  }

  @Override
  public Access access() {
    return new LocalAccess(this);
  }

  @Override
  public Questions questions() {
    return new LocalQuestions(this, bell);
  }

  @Override
  public Log log() {
    return new LocalLog(this);
  }

  @Override
  public Reports reports() {
    return new LocalReports(this);
  }

  @Override
  public Alerts alerts() {
    return new LocalAlerts(this, desk);
  }

  /**
   * Has this courier bring the alerts of the vault to their targets: when the engine is closed, as
   * far as that is quickly done, or by an {@link AlertWatch}.
   */
  public LocalEngine delivering(Courier courier) {
    this.desk = new AlertDesk(this, courier);
    return this;
  }

  /** Has the person at this desktop asked about what the policy wants a person's word for. */
  public LocalEngine ringing(Doorbell next) {
    this.bell = next;
    return this;
  }

  /** Has that one told of rotations. */
  public LocalEngine telling(RotationHook next) {
    this.hook = next;
    return this;
  }

  /** Tells at once that the vault was found to be changed by somebody else. */
  public void alarm(String what) {
    desk.alarm(what);
  }

  InstantSource clock() {
    return shared.clock();
  }

  AlertDesk desk() {
    return desk;
  }

  VaultFile file() {
    return shared.file();
  }

  Caller caller() {
    return caller;
  }

  List<RootKeySource> sources() {
    return sources;
  }

  /** Whoever comes first once the vault can be written again stores a freeze that waits. */
  Guard guard() {
    Guard guard = unlocked().guard().as(caller);
    shared.panic().settle(guard.freeze(), () -> new Halting(guard.lifecycle(), clients(), clock()));
    return guard;
  }

  /** Tells whether a freeze waits to be stored in the open vault. */
  boolean freezeWaits() {
    return shared
        .unlocked()
        .filter(open -> shared.panic().waits(open.guard().freeze().vaultId()))
        .isPresent();
  }

  SafetyCopies copies() {
    return guard().copies(ports(), file().copies());
  }

  SharedVault.Unlocked unlocked() {
    return shared.unlock(caller, sources);
  }

  Ports ports() {
    return shared.ports();
  }

  SharedVault shared() {
    return shared;
  }

  @Override
  public void close() {
    if (owner) {
      if (shared.unlocked().isPresent()) {
        desk.settle(LAST_DELIVERY);
      }
      shared.close();
    }
  }
}
