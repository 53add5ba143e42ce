package dev.keymaster.guard;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Origin;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.TerminalSession;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.Request;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Reading;
import dev.keymaster.vault.Vault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way of keys' lives into the vault: the policy is asked when something begins, and what was
 * begun may be carried to its end. Credentials that manage keys come out here and nowhere else.
 */
public final class GuardedLifecycle {
  /** The document that holds the journal (docs/format.md §7.4.2). */
  static final String DOCUMENT = "lifecycle";

  /** The document that says of which keys a person was reminded (docs/format.md §7.4.3). */
  static final String REMINDERS = "reminders";

  private final Guard guard;
  private final Asking asking;
  private final Vault vault;

  GuardedLifecycle(Guard guard, Asking asking, Vault vault) {
    this.guard = guard;
    this.asking = asking;
    this.vault = vault;
  }

  /** Returns the journal; null if nothing is under way. */
  public byte @Nullable [] journal() {
    return document(DOCUMENT);
  }

  /** Returns the reminders; null if there were none. */
  public byte @Nullable [] reminders() {
    return document(REMINDERS);
  }

  private byte @Nullable [] document(String name) {
    return vault.read(reading -> Optional.ofNullable(reading.document(name))).orElse(null);
  }

  /** Lists keys, those that the program keeps for itself included, whoever may see them. */
  public List<KeySummary> keys(Selection selection) {
    return guard.chosen(selection);
  }

  /** Tells of the chosen keys that the caller may see when they are to be rotated and end. */
  public List<Deadline> deadlines(Selection selection) {
    List<KeySummary> keys = guard.list(selection);
    return vault.read(reading -> new Deadlines(asking).of(reading, keys));
  }

  /** Returns a key, or null if there is none. */
  public @Nullable KeyRecord find(KeyRef ref) {
    return vault
        .read(reading -> Optional.ofNullable(reading.find(ref.environment(), ref.name())))
        .orElse(null);
  }

  /** Begins something about a key that is there. */
  public <T> T begin(Operation operation, KeyRef ref, Function<LifecycleCommit, T> body) {
    return asking.commit(operation, ref, commit -> body.apply(in(commit)));
  }

  /** Begins what is several things at once about a key that is there: each has to be allowed. */
  public <T> T begin(Set<Operation> operations, KeyRef ref, Function<LifecycleCommit, T> body) {
    return asking.commit(
        commit -> {
          KeyRecord key = commit.existing(ref.environment(), ref.name());
          return operations.stream().map(operation -> asking.about(operation, key)).toList();
        },
        commit -> body.apply(in(commit)));
  }

  /** Begins to put a new key in the place of one. */
  public <T> T beginRotation(KeyRef ref, Function<LifecycleCommit, T> body) {
    return asking.commit(
        commit -> asking.rotating(commit.existing(ref.environment(), ref.name())),
        commit -> body.apply(in(commit)));
  }

  /** Begins something about a key that need not be there. */
  public <T> T begin(
      Operation operation, KeyRef ref, ServiceName service, Function<LifecycleCommit, T> body) {
    Request request = about(operation, ref, service);
    return asking.commit(commit -> List.of(request), commit -> body.apply(in(commit)));
  }

  /**
   * Begins to have a key made.
   *
   * @param terms what it is to be, as its metadata say
   */
  public <T> T beginOrder(
      KeyRef ref,
      ServiceName service,
      Map<String, String> terms,
      Function<LifecycleCommit, T> body) {
    Request request = about(Operation.MINT, ref, service).on(terms);
    return asking.commit(commit -> List.of(request), commit -> body.apply(in(commit)));
  }

  /** Begins to have a key made for one program, and handed to it. */
  public <T> T beginLoan(
      KeyRef ref,
      ServiceName service,
      Map<String, String> terms,
      Function<LifecycleCommit, T> body) {
    List<Request> requests =
        List.of(
            about(Operation.MINT, ref, service).on(terms), about(Operation.DELIVER, ref, service));
    return asking.commit(commit -> requests, commit -> body.apply(in(commit)));
  }

  /**
   * Returns the value of a version for the person's program that is told of a rotation, once the
   * policy lets it have that and it is recorded; the caller closes it. Whoever rotates has no part
   * in it: the program is asked about as a script of the owner, by its path.
   *
   * @param program its path
   * @throws KeymasterException DENIED if a coding agent rotates: it chooses the moment, and what
   *     runs as the same user can read what a process has open
   */
  public Secret handOver(KeyRef ref, int version, String program) {
    if (!asking.caller().origin().agent().isEmpty()) {
      throw new KeymasterException(
          Code.DENIED,
          "a coding agent rotates, and could read along what the program gets",
          "rotate it yourself, or have keymaster's agent do so: rotation.automatic");
    }
    Asking hook = asking.as(started(program));
    return hook.commit(
        Operation.HOOK,
        ref,
        commit -> {
          KeyRecord key = commit.existing(ref.environment(), ref.name());
          hook.record(
              commit, EventKind.DELIVER, ref + "#" + version, program + ", told of its rotation");
          return commit.value(key, version);
        });
  }

  /** Its path says which one it is: of any name there may be several. */
  private Caller started(String program) {
    Path path = Path.of(program);
    if (!path.isAbsolute() || !path.equals(path.normalize())) {
      throw new KeymasterException(
          Code.DENIED, "the path of the program is not plain", "write it without . and ..");
    }
    long pid = asking.caller().pid();
    String name = program.substring(program.lastIndexOf('/') + 1);
    String cut = name.substring(0, Math.min(name.length(), Caller.LONGEST));
    List<Origin.Program> alone = List.of(new Origin.Program(pid, program, name, 0));
    Origin origin = new Origin(alone, "", TerminalSession.NONE, "");
    return new Caller(asking.gate().owner(), pid, cut, origin);
  }

  /** Tells whether a value is such a one. It does not leave, so that is no release of it. */
  public boolean isSuch(KeyRecord key, int version, Predicate<Secret> such) {
    return vault.read(reading -> {
      try (Secret value = reading.value(key, version)) {
        return such.test(value);
      }
    });
  }

  /** Tells whether a process is the caller, or among those that started it. */
  public boolean isCaller(long pid) {
    return asking.caller().origin().chain().stream().anyMatch(program -> program.pid() == pid);
  }

  /** Tells whether keys of a service are frozen. */
  public boolean isFrozen(ServiceName service) {
    return vault
        .read(reading -> Optional.ofNullable(asking.gate().frozen(reading)))
        .filter(freeze -> freeze.covers(service))
        .isPresent();
  }

  private Request about(Operation operation, KeyRef ref, ServiceName service) {
    long owner = asking.gate().owner();
    return new Request(operation, ref.environment(), service, ref.name(), asking.caller(), owner);
  }

  /** Asks whether something may be done; a refusal is recorded and thrown. */
  public void demand(Operation operation, KeyRecord key) {
    asking.demand(asking.about(operation, key));
  }

  /** Tells whether something about no key may be done, where it can be left out. */
  public boolean allows(Operation operation) {
    return asking.allows(asking.about(operation));
  }

  /** Asks whether something about no key may be done. */
  public void demand(Operation operation) {
    asking.demand(asking.about(operation));
  }

  /**
   * Hands out an earlier version again, null for the one before; CONFLICT if its provider ended it
   * or if a rotation has not come to it yet.
   *
   * @param settled what follows in the same commit, given the key as it is then
   */
  public KeyRecord rollback(
      KeyRef ref, @Nullable Integer version, BiConsumer<LifecycleCommit, KeyRecord> settled) {
    Reserved.require(ref.environment());
    return asking.commit(
        Operation.ROLLBACK,
        ref,
        commit -> {
          Outstanding.requireUsed(commit.existing(ref.environment(), ref.name()), version);
          KeyRecord key = commit.rollback(ref.environment(), ref.name(), version);
          Outstanding.requireLive(key);
          settled.accept(in(commit), key);
          asking.record(commit, EventKind.ROLLBACK, key.ref() + "#" + Guard.current(key), "");
          return key;
        });
  }

  /** Goes on with what was begun. */
  public <T> T proceed(Function<LifecycleCommit, T> body) {
    return vault.commit(commit -> body.apply(in(commit)));
  }

  private LifecycleCommit in(Commit commit) {
    return new LifecycleCommit(commit, asking);
  }

  /** Tells whether there is a credential that manages keys at a provider. */
  public boolean hasAdmin(ServiceName service) {
    return find(Reserved.admin(service)) != null;
  }

  /**
   * Returns the credential that manages keys at a provider, once its use is recorded. The caller
   * closes it.
   *
   * @param purpose what for, in a few words
   */
  public Secret admin(ServiceName service, String purpose) {
    KeyRef ref = Reserved.admin(service);
    return vault.commit(commit -> {
      KeyRecord key = commit.find(ref.environment(), ref.name());
      if (key == null) {
        throw noAdmin(service);
      }
      asking.record(commit, EventKind.PROVIDER, service.value(), purpose);
      return commit.value(key, key.current().map(KeyVersion::number).orElse(1));
    });
  }

  /**
   * The same in a panic: what cannot be recorded now is told to {@code unwritten}, and done.
   *
   * @param purpose what for, in a few words
   */
  public Secret admin(ServiceName service, String purpose, Unwritten unwritten) {
    try {
      return admin(service, purpose);
    } catch (KeymasterException e) {
      unwritten.instead(e, service.value(), "credential used to " + purpose);
      KeyRef ref = Reserved.admin(service);
      return vault.read(reading -> current(reading, ref));
    }
  }

  /**
   * Returns the value of a version, to have its provider end it in a panic; the caller closes it.
   *
   * @param detail what for, in a few words
   */
  public Secret ending(KeyRecord key, int version, String detail, Unwritten unwritten) {
    String subject = key.ref() + "#" + version;
    try {
      return proceed(commit -> {
        commit.record(EventKind.REVOKE, subject, detail);
        return commit.value(key, version);
      });
    } catch (KeymasterException e) {
      unwritten.instead(e, subject, detail);
      return vault.read(reading -> reading.value(key, version));
    }
  }

  private static Secret current(Reading reading, KeyRef ref) {
    KeyRecord key = reading.existing(ref.environment(), ref.name());
    return reading.value(key, key.current().map(KeyVersion::number).orElse(1));
  }

  /** What to say where there is no credential. */
  public static KeymasterException noAdmin(ServiceName service) {
    return new KeymasterException(
        Code.LOCKED,
        "there is no credential that manages keys at " + service,
        "keymaster providers login " + service);
  }

  /**
   * Returns where the credential of a provider may be sent; empty for where the catalogue says. It
   * is fixed with the credential, so that nobody has it sent elsewhere later.
   */
  public String adminAddress(ServiceName service) {
    KeyRecord admin = find(Reserved.admin(service));
    String address = admin == null ? null : admin.details().endpoint();
    return address == null ? "" : address;
  }

  /**
   * Stores a credential in the place of the one before; closes it.
   *
   * @param address where alone it may be sent; empty for where the catalogue says
   */
  public void storeAdmin(ServiceName service, Secret credential, String hint, String address) {
    KeyRef ref = Reserved.admin(service);
    KeyDetails details =
        new KeyDetails(service, List.of(), "", address, null, "", null, KeyStatus.ACTIVE, Map.of());
    try (credential) {
      asking.commit(
          Operation.PROVIDER,
          commit -> {
            boolean known = commit.find(ref.environment(), ref.name()) != null;
            if (known) {
              commit.remove(ref.environment(), ref.name());
            }
            NewKey.Mode mode = NewKey.Mode.CREATE;
            commit.store(
                new NewKey(ref.environment(), ref.name(), credential, details, hint, mode));
            String what = known ? "credential replaced" : "credential stored";
            asking.record(commit, EventKind.PROVIDER, service.value(), what);
            return ref;
          });
    }
  }

  /** Forgets a credential; NOT_FOUND if there is none. */
  public void forgetAdmin(ServiceName service) {
    KeyRef ref = Reserved.admin(service);
    asking.commit(
        Operation.PROVIDER,
        commit -> {
          if (commit.find(ref.environment(), ref.name()) == null) {
            throw new KeymasterException(
                Code.NOT_FOUND,
                "no credential is stored that manages keys at " + service,
                "keymaster providers login " + service);
          }
          commit.remove(ref.environment(), ref.name());
          asking.record(commit, EventKind.PROVIDER, service.value(), "credential forgotten");
          return ref;
        });
  }
}
