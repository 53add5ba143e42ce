package dev.keymaster.guard;

import dev.keymaster.crypto.KeyHome;
import dev.keymaster.model.Brought;
import dev.keymaster.model.Caller;
import dev.keymaster.model.CopyFiles;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Slot;
import dev.keymaster.model.Stored;
import dev.keymaster.model.VerifyReport;
import dev.keymaster.policy.DefaultPolicy;
import dev.keymaster.policy.Operation;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Reading;
import dev.keymaster.vault.Vault;
import dev.keymaster.vault.Verification;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * An unlocked vault behind its guard. Every method records what it does in the commit that does it;
 * what cannot be recorded does not happen. Thread-safe as far as the ports are.
 */
public final class Guard implements AutoCloseable {
  private final Vault vault;
  private final Asking asking;
  private final Ports ports;

  private Guard(Vault vault, Asking asking, Ports ports) {
    this.vault = vault;
    this.asking = asking;
    this.ports = ports;
  }

  /** The guard of a vault that the caller opened just now. */
  static Guard opened(Caller caller, Vault vault, Gate gate, Ports ports) {
    gate.sessions().prove(caller, ports.clock().instant());
    return new Guard(vault, new Asking(caller, vault, gate, ports.clock()), ports);
  }

  /** The guard of a vault that another process opened. */
  static Guard resumed(Caller caller, Vault vault, Gate gate, Ports ports) {
    return new Guard(vault, new Asking(caller, vault, gate, ports.clock()), ports);
  }

  /** Returns the root key, for a process that takes this one's place; the caller closes it. */
  public Secret handOver() {
    return Secret.taking(vault.rootKey());
  }

  /** Returns the same open vault for another caller; closing either closes both. */
  public Guard as(Caller another) {
    return new Guard(vault, asking.as(another), ports);
  }

  /**
   * Takes note that another guard of this vault was opened just now, which proves its caller anew.
   */
  public void provenBy(Guard opened) {
    asking.gate().sessions().addProofs(opened.asking.gate().sessions());
  }

  private static Gate gate(Ports ports, Caller opener) {
    return new Gate(opener, ports.randomness(), DefaultPolicy.policy());
  }

  /** Who may do what: policy, second factors, sessions, approvals. */
  public Access access() {
    return new Access(asking, vault, ports);
  }

  /** Looks at an existing vault without opening it. */
  public static LockedGuard locked(Ports ports, Caller caller) {
    return new LockedGuard(ports, caller, gate(ports, caller));
  }

  /** Makes a fresh vault id, 32 hex characters. */
  public static String newVaultId(Ports ports) {
    return HexFormat.of().formatHex(ports.randomness().bytes(16));
  }

  /**
   * Gives a new slot its id, its date and, where it is not a passphrase, its random secret; closes
   * the passphrase. USAGE if it does not keep the rules for passphrases.
   */
  public static NamedSlot name(Ports ports, NewSlot slot) {
    return GuardedSlots.name(ports, slot);
  }

  /** Creates a vault with these slots and records that; its keys lie on the heap. */
  public static Guard create(Ports ports, Caller caller, String vaultId, List<NamedSlot> slots) {
    return create(ports, caller, vaultId, slots, KeyHome.heap());
  }

  /** Creates a vault with these slots and records that; its keys lie in {@code home}. */
  public static Guard create(
      Ports ports, Caller caller, String vaultId, List<NamedSlot> slots, KeyHome home) {
    Gate gate = gate(ports, caller);
    return create(ports, gate, caller, vaultId, slots, home);
  }

  static Guard create(
      Ports ports, Gate gate, Caller caller, String vaultId, List<NamedSlot> slots, KeyHome home) {
    return GuardedSlots.withSecrets(
        slots,
        secrets -> {
          byte[] id = HexFormat.of().parseHex(vaultId);
          Vault vault =
              Vault.create(
                  ports,
                  id,
                  secrets,
                  home,
                  commit ->
                      commit.record(
                          EventKind.CREATE_VAULT, RecordedCaller.of(caller), vaultId, ""));
          return opened(caller, vault, gate, ports);
        });
  }

  /** Lists the chosen keys by environment, then name. */
  public List<KeySummary> list(Selection selection) {
    return asking.read(
        reading -> asking.about(Operation.LIST),
        reading -> {
          Predicate<KeySummary> visible = asking.gate().visible(reading, asking.caller());
          return chosen(reading, selection).stream()
              .filter(key -> !Reserved.withholds(key.environment()))
              .filter(visible)
              .toList();
        });
  }

  /** Lists keys for what the guard does itself, whoever may see them. */
  List<KeySummary> chosen(Selection selection) {
    return vault.read(reading -> chosen(reading, selection));
  }

  private static List<KeySummary> chosen(Reading reading, Selection selection) {
    return reading.list().stream()
        .filter(key -> selection.includes(key.environment(), key.service(), key.name()))
        .sorted(Guard::byName)
        .toList();
  }

  /** Those that {@link java.util.Comparator} makes cost each process 20 ms: no cache holds them. */
  private static int byName(KeySummary one, KeySummary other) {
    int order = one.environment().compareTo(other.environment());
    return order == 0 ? one.name().compareTo(other.name()) : order;
  }

  /** Returns all that is known of a key but its values; NOT_FOUND if there is none. */
  public KeyRecord show(EnvironmentName environment, KeyName name) {
    return asking.read(
        reading -> asking.about(Operation.SHOW, reading.existing(environment, name)),
        reading -> reading.existing(environment, name));
  }

  /**
   * Releases the values of all these keys or of none; every release is on stable storage before the
   * first value is returned. DENIED for a key that is not active. The caller closes them.
   */
  public List<Released> release(List<KeyRef> refs, Release release) {
    return new Releases(asking).release(refs, release);
  }

  static int current(KeyRecord key) {
    return key.current()
        .map(KeyVersion::number)
        .orElseThrow(() ->
            new KeymasterException(
                Code.NOT_FOUND,
                key.ref() + " has no current version",
                "keymaster rollback " + key.name() + " --to VERSION"));
  }

  /** Stores all these values or none; closes them. */
  public List<Stored> store(List<NewKey> keys, EventKind kind) {
    try {
      keys.forEach(key -> Reserved.require(key.environment()));
      keys.forEach(Guard::requireSize);
      return asking.commit(
          commit -> asking.storing(commit, keys),
          commit -> keys.stream().map(key -> store(commit, key, kind)).toList());
    } finally {
      keys.forEach(key -> key.value().close());
    }
  }

  private Stored store(Commit commit, NewKey key, EventKind kind) {
    Stored stored = commit.store(key);
    boolean unchanged = stored.outcome() == Stored.Outcome.UNCHANGED;
    if (!unchanged || key.mode() == NewKey.Mode.KEEP) {
      String detail = unchanged ? "compared with the value that is there: the same" : "";
      asking.record(commit, kind, stored.record().ref() + "#" + current(stored.record()), detail);
    }
    return stored;
  }

  private static void requireSize(NewKey key) {
    int length = key.value().length();
    if (length < 1 || length > NewKey.MAX_VALUE) {
      throw KeymasterException.usage(
          "the value of " + key.name() + " has " + length + " bytes; 1 to 1048576 are allowed", "");
    }
  }

  /** Takes keys with their history from another vault, all or none; closes them. */
  public List<KeyRecord> bring(List<Brought> keys) {
    return new Bringing(asking).bring(keys);
  }

  /** Changes what is said about a key. */
  public KeyRecord edit(EnvironmentName environment, KeyName name, KeyEdit edit) {
    Reserved.require(environment);
    return asking.commit(
        commit -> asking.editing(commit.existing(environment, name), edit),
        commit -> recorded(commit, EventKind.EDIT, commit.edit(environment, name, edit)));
  }

  /** Erases one version that is not current. */
  public KeyRecord destroy(EnvironmentName environment, KeyName name, int version) {
    Reserved.require(environment);
    return asking.commit(
        Operation.DESTROY,
        new KeyRef(environment, name),
        commit -> {
          KeyRecord left = commit.destroy(environment, name, version);
          String copies = CopyIndex.forget(commit, left.ref());
          asking.record(commit, EventKind.DESTROY, left.ref() + "#" + version, copies);
          return left;
        });
  }

  /** Removes a key and erases all its versions. */
  public void remove(EnvironmentName environment, KeyName name) {
    Reserved.require(environment);
    asking.commit(
        commit -> asking.removing(commit, new KeyRef(environment, name)),
        commit -> {
          Outstanding.requireNone(commit.existing(environment, name));
          return recorded(commit, EventKind.REMOVE, commit.remove(environment, name));
        });
  }

  /** Removes a key and erases all its versions, in the safety copies too. */
  public void purge(EnvironmentName environment, KeyName name) {
    Reserved.require(environment);
    asking.commit(
        commit -> asking.removing(commit, new KeyRef(environment, name)),
        commit -> {
          Outstanding.requireNone(commit.existing(environment, name));
          KeyRecord gone = commit.remove(environment, name);
          String copies = CopyIndex.forget(commit, gone.ref());
          asking.record(commit, EventKind.REMOVE, gone.ref().toString(), copies);
          return gone;
        });
  }

  /** Returns the safety copies of this vault. */
  public SafetyCopies copies(Ports ports, CopyFiles files) {
    return new SafetyCopies(vault, asking, ports, files);
  }

  private KeyRecord recorded(Commit commit, EventKind kind, KeyRecord key) {
    asking.record(commit, kind, key.ref().toString(), "");
    return key;
  }

  /** Returns the unlock slots. */
  public List<Slot> slots() {
    return vault.slots();
  }

  /** Adds a slot. */
  public Slot addSlot(NamedSlot slot) {
    return new GuardedSlots(asking, vault).add(slot);
  }

  /** Removes a slot; CONFLICT if it is the last one. */
  public void removeSlot(Slot slot) {
    new GuardedSlots(asking, vault).remove(slot);
  }

  /** Puts a new slot in the place of another one. */
  public Slot replaceSlot(Slot old, NamedSlot next) {
    return new GuardedSlots(asking, vault).replace(old, next);
  }

  /** Replaces all keys of the vault and keeps just these slots, whose secrets stay the same. */
  public void rekey(List<NamedSlot> slots) {
    new GuardedSlots(asking, vault).rekey(slots);
  }

  /**
   * Writes the chosen keys with all their versions, sealed under a passphrase of its own.
   *
   * @param passphrase must keep the rules for passphrases; closed by this
   * @param out where to; not closed
   * @return how many keys were written
   */
  public int backup(Ports ports, Selection selection, Secret passphrase, OutputStream out) {
    return new GuardedBackup(this, asking, vault).write(ports, selection, passphrase, out);
  }

  /**
   * Reads a backup and stores the chosen keys of it, all or none.
   *
   * @param passphrase of the backup; closed by this
   */
  public RestoreReport restore(Selection selection, Secret passphrase, InputStream in) {
    return restore(selection, passphrase, in, () -> {});
  }

  /**
   * As {@link #restore(Selection, Secret, InputStream)}.
   *
   * @param first runs once the passphrase is known to be right, before anything changes
   */
  public RestoreReport restore(
      Selection selection, Secret passphrase, InputStream in, Runnable first) {
    return new GuardedBackup(this, asking, vault).restore(selection, passphrase, in, first);
  }

  /** Accepts an older state than this machine has seen, after its owner put it there on purpose. */
  public void acceptOlder() {
    asking.demandOfAnyAge(asking.about(Operation.RESTORE));
    vault.forgetSeen();
    asking.commit(
        Operation.RESTORE,
        commit -> {
          asking.record(commit, EventKind.RESTORE, "the vault file", "an older state was accepted");
          return asking;
        });
  }

  /** Reads and checks everything. */
  public VerifyReport verify() {
    asking.demand(asking.about(Operation.AUDIT));
    return vault.read(Verification::of);
  }

  /**
   * Fingerprints the values that have no fingerprint on this machine yet, so that they are told
   * where they are met while the vault is locked; returns how many. No value leaves.
   */
  public int fingerprint() {
    asking.demand(asking.about(Operation.LIST));
    return vault.fingerprint();
  }

  /** Returns the newest {@code limit} events, oldest of them first. */
  public List<Event> newest(int limit) {
    return log().events(EventFilter.newest(limit));
  }

  /** The log. */
  public GuardedLog log() {
    return new GuardedLog(vault, asking);
  }

  /**
   * Lets checkpoints of the log be signed less often than with every commit: for a process that
   * stays, at most 60 s, and calls {@link #checkpoint} before it ends.
   */
  public void checkpointEvery(Duration every) {
    vault.checkpointEvery(every);
  }

  /** Signs a checkpoint of the log if events were appended since the last one. */
  public void checkpoint() {
    vault.checkpoint();
  }

  /**
   * Passes on all events from number {@code first}, in their order, as the log is at this moment.
   */
  public void events(long first, Consumer<Event> each) {
    asking.demand(asking.about(Operation.AUDIT));
    vault.read(reading -> {
      for (long number = Math.max(first, reading.pruned()); number < reading.events(); number++) {
        each.accept(reading.event(number));
      }
      return first;
    });
  }

  /** Returns the lives of the keys at their providers. */
  public GuardedLifecycle lifecycle() {
    return new GuardedLifecycle(this, asking, vault);
  }

  /** Returns the freeze of this vault. */
  public GuardedFreeze freeze() {
    return new GuardedFreeze(asking, vault);
  }

  /** Returns the profiles of this vault. */
  public GuardedProfiles profiles() {
    return new GuardedProfiles(asking, vault);
  }

  /** Returns the alerts of this vault. */
  public GuardedAlerts alerts() {
    return new GuardedAlerts(vault, asking);
  }

  /** Wipes the keys; closing twice is harmless. Does not close the ports. */
  @Override
  public void close() {
    vault.close();
  }
}
