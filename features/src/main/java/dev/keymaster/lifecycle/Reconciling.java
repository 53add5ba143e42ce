package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.Deadline.Urgency;
import dev.keymaster.model.Discrepancy;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.policy.Operation;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Errands;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.IssuedKey;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Revoked;
import dev.keymaster.providers.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds the providers' lists of keys against the vault, and clears up what they do not share. */
public final class Reconciling {
  private final GuardedLifecycle vault;
  private final Clients clients;
  private final InstantSource clock;

  /** Makes it for the caller of that guard. */
  public Reconciling(GuardedLifecycle vault, Clients clients, InstantSource clock) {
    this.vault = vault;
    this.clients = clients;
    this.clock = clock;
  }

  /**
   * Compares the lists of these providers, of all that there is a credential for if none is named.
   * LOCKED for one that is named and has none, USAGE for one that has no call that lists keys.
   */
  public List<Discrepancy> compare(Set<ServiceName> named) {
    vault.demand(Operation.USAGE);
    named.forEach(this::lister);
    List<ServiceName> services = named.isEmpty() ? able() : List.copyOf(named);
    Set<KeyRef> overdue = overdue();
    List<Errands.Errand<List<Discrepancy>>> errands = new ArrayList<>();
    for (ServiceName service : services) {
      boolean deleted = lister(service).listsDeleted();
      Comparison comparison =
          new Comparison(service, lost(service), overdue, deleted, clock.instant());
      errands.add(new Errands.Errand<>(service.value(), () -> compared(comparison)));
    }
    return Errands.all(errands).stream().flatMap(List::stream).toList();
  }

  private List<Discrepancy> compared(Comparison comparison) {
    ServiceName service = comparison.service();
    return switch (listed(service)) {
      case Reply.Failed<List<IssuedKey>>(Failure failure) ->
          List.of(Discrepancy.unasked(service, failure.message()));
      case Reply.Answer<List<IssuedKey>>(List<IssuedKey> keys, var limits) ->
          comparison.of(keys, held(service)).stream().map(this::recognised).toList();
    };
  }

  private List<Target> held(ServiceName service) {
    return Target.all(vault, Set.of(service)).stream()
        .filter(target -> target.version().outstanding())
        .toList();
  }

  private Discrepancy recognised(Discrepancy one) {
    return one.isStray() ? alike(one.service(), one.hint()).map(one::maybe).orElse(one) : one;
  }

  /**
   * Finds a key that was only stored here and that a provider may show so: nobody knows its id.
   *
   * @param hint what the provider shows; one that shows nothing of the value may be any of them
   */
  private Optional<KeyRef> alike(ServiceName service, String hint) {
    return Target.all(vault, Set.of(service)).stream()
        .filter(target -> target.version().issued() == null)
        .filter(target ->
            vault.isSuch(
                target.key(), target.version().number(), value -> Likeness.isPossible(hint, value)))
        .map(Target::ref)
        .findFirst();
  }

  private Reply<List<IssuedKey>> listed(ServiceName service) {
    Vendor vendor = lister(service);
    try (Secret admin = vault.admin(service, "list keys")) {
      return vendor.issued(admin);
    }
  }

  private Vendor lister(ServiceName service) {
    if (!vault.hasAdmin(service)) {
      throw GuardedLifecycle.noAdmin(service);
    }
    return clients.able(service, vault.adminAddress(service), Ability.LIST, "list keys of");
  }

  private List<ServiceName> able() {
    return vault.keys(new Selection(Reserved.PROVIDERS, null, null)).stream()
        .map(KeySummary::service)
        .filter(this::lists)
        .toList();
  }

  private boolean lists(ServiceName service) {
    return clients.of(service, vault.adminAddress(service)).abilities().contains(Ability.LIST);
  }

  private Set<String> lost(ServiceName service) {
    return Journal.of(vault.journal()).entries().stream()
        .filter(entry -> entry.stage() == Stage.LOST && entry.service().equals(service))
        .map(Entry::label)
        .collect(Collectors.toSet());
  }

  private Set<KeyRef> overdue() {
    Instant now = clock.instant();
    return vault.deadlines(Selection.ALL).stream()
        .filter(deadline -> deadline.urgency(now, Duration.ZERO) == Urgency.OVERDUE)
        .map(Deadline::ref)
        .collect(Collectors.toSet());
  }

  /**
   * Ends a key at a provider that the vault does not have. CONFLICT if it has it, or may have it.
   *
   * @param id as {@link Discrepancy} shows it
   * @param surely whether a person said so of one that the vault may have, too
   */
  public void revoke(ServiceName service, String id, boolean surely) {
    vault.demand(Operation.PROVIDER);
    IssuedKey key = stray(service, id);
    Optional<KeyRef> alike = surely ? Optional.empty() : alike(service, key.hint());
    if (alike.isPresent()) {
      throw new KeymasterException(
          Code.CONFLICT, "it may be " + alike.get() + " of the vault", Discrepancy.SURELY);
    }
    Vendor vendor = lister(service);
    Reply<Revoked> reply;
    try (Secret admin = vault.admin(service, "revoke " + id)) {
      reply = vendor.revoke(admin, key.id());
    }
    if (reply instanceof Reply.Failed<Revoked>(Failure failure)) {
      throw Orders.unavailable(service, failure.message());
    }
    vault.proceed(commit -> {
      commit.record(EventKind.REVOKE, id, "not in the vault; ended by " + service);
      return id;
    });
  }

  /** Finds a key that the provider has and the vault has not. */
  private IssuedKey stray(ServiceName service, String id) {
    List<IssuedKey> keys =
        switch (listed(service)) {
          case Reply.Failed<List<IssuedKey>>(Failure failure) ->
              throw Orders.unavailable(service, failure.message());
          case Reply.Answer<List<IssuedKey>>(List<IssuedKey> all, var limits) -> all;
        };
    IssuedKey found =
        keys.stream()
            .filter(key -> Comparison.shown(key.id().parts()).equals(id))
            .findFirst()
            .orElseThrow(() ->
                new KeymasterException(
                    Code.NOT_FOUND,
                    service + " has no key " + Printable.quote(id),
                    "keymaster reconcile --service " + service));
    boolean known =
        held(service).stream().anyMatch(target -> Comparison.shown(target.id()).equals(id));
    if (known) {
      throw new KeymasterException(
          Code.CONFLICT, "the vault has that key", "keymaster rotate, or keymaster remove");
    }
    return found;
  }

  /**
   * Stores a key that the provider has and the vault has not, so that it is managed from now on;
   * closes the value. USAGE if the value does not look as the provider shows it.
   *
   * @param id as {@link Discrepancy} shows it
   */
  public KeyRecord adopt(KeyRef ref, ServiceName service, String id, Secret value) {
    Reserved.require(ref.environment());
    try (value) {
      vault.demand(Operation.PROVIDER);
      IssuedKey key = stray(service, id);
      if (!Likeness.isPossible(key.hint(), value)) {
        throw KeymasterException.usage(
            "the value is not that key: the provider shows it as " + Printable.quote(key.hint()),
            "take the value of that key");
      }
      Issued issued = new Issued(service, key.id().parts(), Issued.State.LIVE);
      KeyDetails details = KeyDetails.of(service);
      NewKey stored =
          new NewKey(
              ref.environment(),
              ref.name(),
              value,
              details,
              clients.hint(value),
              NewKey.Mode.UPSERT);
      return vault.begin(
          Operation.STORE,
          ref,
          service,
          commit -> {
            commit.requireFree(ref);
            KeyRecord pending = commit.storePending(stored, issued);
            int version = pending.versions().getLast().number();
            commit.record(EventKind.STORE, ref + "#" + version, "adopted from " + service);
            return commit.switchTo(ref, version);
          });
    }
  }
}
