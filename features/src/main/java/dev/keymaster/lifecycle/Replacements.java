package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.guard.LifecycleCommit;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.VersionState;
import dev.keymaster.policy.Operation;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.IssuedKey;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keys that a person made at a provider take the place of others: the same steps as a rotation,
 * begun where the answer of a provider would have been stored. The old one is ended where the
 * provider lists it and ends keys.
 */
final class Replacements {
  /** Longest address that an entry of the journal holds, in characters. */
  static final int LONGEST_ADDRESS = 200;

  private final GuardedLifecycle vault;
  private final Clients clients;
  private final Holders holders;
  private final Course course;

  Replacements(GuardedLifecycle vault, Clients clients, Holders holders, Course course) {
    this.vault = vault;
    this.clients = clients;
    this.holders = holders;
    this.course = course;
  }

  /**
   * Stores a value as the next version of a key, hands it out once its provider says that it is
   * good, and ends the old one.
   *
   * @param value stays the caller's to close
   * @param address where the provider is asked about it; empty for where its credential is sent or
   *     the catalogue says
   */
  Progress replace(KeyRecord key, Secret value, Duration grace, String address, Instant now) {
    ServiceName service = key.details().service();
    requireShort(address);
    Vendor vendor = clients.of(service, address.isEmpty() ? vault.adminAddress(service) : address);
    List<IssuedKey> listed = ends(vendor) && mayEnd(service) ? listed(key) : List.of();
    Entry begun =
        Entry.begin(Kind.ROTATE, Stage.BROUGHT, service, key.ref(), now, holders.own())
            .verifiedAt(address);
    Entry entry =
        vault.begin(
            Set.of(Operation.ROTATE, Operation.STORE),
            key.ref(),
            commit -> opened(commit, begun, value, grace, listed));
    return told(course.resume(entry.number()), entry, ends(vendor));
  }

  private static void requireShort(String address) {
    if (address.length() > LONGEST_ADDRESS) {
      throw KeymasterException.usage(
          "an address has at most " + LONGEST_ADDRESS + " characters here", "");
    }
  }

  private static boolean ends(Vendor vendor) {
    return vendor.abilities().containsAll(Set.of(Ability.LIST, Ability.REVOKE));
  }

  /** Likeness is no proof: to end keys by it is for those who may end any key of a provider. */
  private boolean mayEnd(ServiceName service) {
    return vault.hasAdmin(service) && vault.allows(Operation.PROVIDER);
  }

  /**
   * What the provider lists and nobody here has; nothing if it cannot be asked: then a person ends
   * the old key.
   */
  private List<IssuedKey> listed(KeyRecord key) {
    ServiceName service = key.details().service();
    vault.demand(Operation.ROTATE, key);
    Vendor vendor = clients.of(service, vault.adminAddress(service));
    try (Secret admin = vault.admin(service, "find the key that is replaced")) {
      Reply<List<IssuedKey>> reply = vendor.issued(admin);
      return reply instanceof Reply.Answer<List<IssuedKey>>(List<IssuedKey> keys, var limits)
          ? free(service, keys)
          : List.of();
    }
  }

  /** Those that no key of the vault is known to be. */
  private List<IssuedKey> free(ServiceName service, List<IssuedKey> keys) {
    Set<Map<String, String>> held =
        Target.all(vault, Set.of(service)).stream().map(Target::id).collect(Collectors.toSet());
    return keys.stream().filter(key -> !held.contains(key.id().parts())).toList();
  }

  private Entry opened(
      LifecycleCommit commit, Entry begun, Secret value, Duration grace, List<IssuedKey> listed) {
    KeyRef ref = begun.ref();
    KeyRecord key = Orders.handedOut(commit, ref);
    KeyVersion old = key.current().orElseThrow();
    requireNew(commit, key, value);
    boolean outstanding = old.outstanding() || identified(commit, key, old.number(), value, listed);
    NewKey next =
        new NewKey(
            ref.environment(),
            ref.name(),
            value,
            null,
            clients.hint(value),
            NewKey.Mode.NEW_VERSION);
    int version = commit.storePending(next, null).versions().getLast().number();
    Duration stays = outstanding ? grace : Duration.ZERO;
    Entry entry = begun.replacing(old.number(), stays);
    return Orders.open(
        commit, entry.minted(version, Stage.BROUGHT, begun.begun()), EventKind.ROTATE);
  }

  /** A value that was there before may be on its way to its end. */
  private static void requireNew(LifecycleCommit commit, KeyRecord key, Secret fresh) {
    for (KeyVersion version : key.versions()) {
      if (version.state() != VersionState.DESTROYED) {
        try (Secret value = commit.value(key, version.number())) {
          if (value.sameAs(fresh)) {
            throw KeymasterException.usage(
                "this is the value of " + key.ref() + "#" + version.number(), "make a new one");
          }
        }
      }
    }
  }

  /** Notes how the provider knows the old value, if its list shows one key that is like it. */
  private static boolean identified(
      LifecycleCommit commit, KeyRecord key, int old, Secret fresh, List<IssuedKey> listed) {
    Optional<IssuedKey> found;
    try (Secret value = commit.value(key, old)) {
      found = Likeness.find(listed, value);
    }
    boolean other = found.isPresent() && !found.equals(Likeness.find(listed, fresh));
    if (other) {
      ServiceName service = key.details().service();
      Issued issued = new Issued(service, found.get().id().parts(), Issued.State.LIVE);
      commit.issued(key.ref(), old, issued);
    }
    return other;
  }

  /** A key that nobody ends but a person is not passed over in silence. */
  private Progress told(Progress progress, Entry entry, boolean ends) {
    KeyRecord key = vault.find(entry.ref());
    boolean known = key != null && key.version(entry.old()).map(KeyVersion::issued).isPresent();
    if (known || progress.ending() != Ending.DONE) {
      return progress;
    }
    ServiceName service = entry.service();
    String console = clients.console(service);
    String where = console.isEmpty() ? "" : " at " + console;
    String login = ends && !vault.hasAdmin(service) ? "keymaster providers login " + service : "";
    String next = login.isEmpty() ? "" : "; the next one is ended for you after " + login;
    String note = service + " takes the old key until you end it" + where + next;
    return new Progress(progress.ref(), Ending.DONE, note, null);
  }
}
