package dev.keymaster.guard;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.ServiceName;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.Request;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Reading;
import dev.keymaster.vault.Vault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one caller asks of the gate before anything is done for him. */
final class Asking {
  private final Caller caller;
  private final Vault vault;
  private final Gate gate;
  private final InstantSource clock;

  Asking(Caller caller, Vault vault, Gate gate, InstantSource clock) {
    this.caller = caller;
    this.vault = vault;
    this.gate = gate;
    this.clock = clock;
  }

  Asking as(Caller another) {
    return new Asking(another, vault, gate, clock);
  }

  Caller caller() {
    return caller;
  }

  Gate gate() {
    return gate;
  }

  Instant now() {
    return clock.instant();
  }

  /** Asks for something about no key. */
  Request about(Operation operation) {
    return new Request(operation, caller, gate.owner());
  }

  /** Asks for something about a key. */
  Request about(Operation operation, KeyRecord key) {
    return about(operation, key, key.details().service());
  }

  private Request about(Operation operation, KeyRecord key, ServiceName service) {
    return new Request(operation, key.environment(), service, key.name(), caller, gate.owner());
  }

  /** Demands what changes nothing; a refusal is recorded in a commit of its own, and thrown. */
  void demand(Request request) {
    read(reading -> request, reading -> request);
  }

  /** As {@link #demand}, of what is found in the vault, and does it on the very same state. */
  <T> T read(Function<Reading, Request> request, Function<Reading, T> body) {
    Asked<T> asked =
        vault.read(reading -> {
          Request found = request.apply(reading);
          return new Asked<>(found, answer(reading, found, () -> body.apply(reading)));
        });
    if (asked.answer() instanceof Answer.Refused<T> refused) {
      recordRefusal(asked.request(), refused.why());
    }
    return asked.answer().get();
  }

  /** As {@link #demand}, of a file that may be older than known: that takes no record. */
  void demandOfAnyAge(Request request) {
    Answer<Request> answer = vault.readOfAnyAge(reading -> answer(reading, request, () -> request));
    if (answer instanceof Answer.Refused<Request> refused) {
      try {
        recordRefusal(request, refused.why());
      } catch (KeymasterException older) {
        refused.why().addSuppressed(older);
      }
    }
    answer.get();
  }

  /** Tells whether something would be done that changes nothing; records nothing. */
  boolean allows(Request request) {
    return vault.read(reading -> gate.refusal(reading, request, clock.instant()) == null);
  }

  private <T> Answer<T> answer(Reading reading, Request request, Supplier<T> body) {
    return Answer.of(gate.refusal(reading, request, clock.instant()), body);
  }

  private void recordRefusal(Request request, KeymasterException why) {
    vault.commit(commit -> {
      gate.recordRefusal(commit, request, why);
      return request;
    });
  }

  /** Does something about no key. */
  <T> T commit(Operation operation, Function<Commit, T> body) {
    return vault.commit(commit -> answer(commit, List.of(about(operation)), body)).get();
  }

  /** As {@link #commit}, for a body that cannot run twice or that leaves nothing as it was. */
  <T> T commitAlone(Operation operation, Function<Commit, T> body) {
    return vault.commitAlone(commit -> answer(commit, List.of(about(operation)), body)).get();
  }

  /** Does something about a key that is there. */
  <T> T commit(Operation operation, KeyRef ref, Function<Commit, T> body) {
    return commit(
        commit -> List.of(about(operation, commit.existing(ref.environment(), ref.name()))), body);
  }

  /** Does something about keys that are found in the commit itself. */
  <T> T commit(Function<Commit, List<Request>> requests, Function<Commit, T> body) {
    return vault.commit(commit -> answer(commit, requests.apply(commit), body)).get();
  }

  private <T> Answer<T> answer(Commit commit, List<Request> requests, Function<Commit, T> body) {
    return gate.guarded(commit, requests, () -> body.apply(commit));
  }

  /**
   * Asks for what is done later: is it refused, or does it wait for a person, it is so now.
   *
   * @return who asks
   */
  Caller intend(Function<Commit, List<Request>> requests) {
    return vault.commit(commit -> gate.intended(commit, requests.apply(commit))).get();
  }

  /** Asks for storing a value of a key, which may not be there yet. */
  List<Request> storing(Commit commit, KeyRef ref, @Nullable ServiceName service) {
    KeyRecord key = commit.find(ref.environment(), ref.name());
    if (key != null) {
      Request storing = about(Operation.STORE, key);
      return service == null || service.equals(key.details().service())
          ? List.of(storing)
          : List.of(storing, about(Operation.STORE, key, service));
    }
    return List.of(
        new Request(Operation.STORE, ref.environment(), service, ref.name(), caller, gate.owner()));
  }

  /** Asks for storing keys: of the service that each has, and of the one that it gets. */
  List<Request> storing(Commit commit, List<NewKey> keys) {
    return keys.stream().flatMap(key -> storing(commit, key)).toList();
  }

  private Stream<Request> storing(Commit commit, NewKey key) {
    KeyRecord old = commit.find(key.environment(), key.name());
    ServiceName next = key.details() == null ? ServiceName.CUSTOM : key.details().service();
    if (old == null) {
      return Stream.of(
          new Request(Operation.STORE, key.environment(), next, key.name(), caller, gate.owner()));
    }
    KeyDetails details = key.details() == null ? old.details() : key.details();
    return changing(Operation.STORE, old, details).stream();
  }

  /** Asks for a change of a key's details. */
  List<Request> editing(KeyRecord key, KeyEdit edit) {
    return changing(Operation.EDIT, key, edit.applyTo(key.details()));
  }

  /**
   * Asks for a change of what is said elsewhere of a key, which may not be there yet: then it is
   * asked of a key of any service, since it holds for whatever comes there.
   */
  Request editing(Commit commit, KeyRef ref) {
    KeyRecord key = commit.find(ref.environment(), ref.name());
    return key == null ? editingAny(ref) : about(Operation.EDIT, key);
  }

  private Request editingAny(KeyRef ref) {
    return new Request(Operation.EDIT, ref.environment(), null, ref.name(), caller, gate.owner());
  }

  /**
   * Asks for removing a key. What profiles say of it stays, and holds for whatever comes in its
   * place: that is said anew, of a key of any service.
   */
  List<Request> removing(Reading reading, KeyRef ref) {
    Request removal = about(Operation.REMOVE, reading.existing(ref.environment(), ref.name()));
    boolean outlasts =
        StoredProfiles.of(reading).values().stream()
            .flatMap(profile -> profile.keys().stream())
            .anyMatch(key -> key.environment() != null && ref.equals(key.ref(key.environment())));
    return outlasts ? List.of(removal, editingAny(ref)) : List.of(removal);
  }

  /**
   * Asks for a change: of the service that the key has, and of the one that it gets; and, if its
   * next rotation would order something else, for making that.
   */
  private List<Request> changing(Operation operation, KeyRecord key, KeyDetails next) {
    List<Request> requests = new ArrayList<>(List.of(about(operation, key)));
    if (!next.service().equals(key.details().service())) {
      requests.add(about(operation, key, next.service()));
    }
    if (!next.terms().equals(key.details().terms())) {
      requests.add(about(Operation.MINT, key, next.service()).on(next.terms()));
    }
    return requests;
  }

  /**
   * Asks for a key that comes with its history: what is said there to be made by a provider is
   * rotated and ended there like a key that was made here, so it takes the same yes.
   */
  List<Request> bringing(KeyRecord key) {
    Request storing = about(Operation.STORE, key);
    return key.isIssued() ? List.of(storing, ordering(key)) : List.of(storing);
  }

  /** Asks for a rotation: what takes the place of no key that the provider made is a new key. */
  List<Request> rotating(KeyRecord key) {
    Request rotation = about(Operation.ROTATE, key);
    return key.isMade() ? List.of(rotation) : List.of(rotation, ordering(key));
  }

  private Request ordering(KeyRecord key) {
    return about(Operation.MINT, key).on(key.details().terms());
  }

  void record(Commit commit, EventKind kind, String subject, String detail) {
    commit.record(kind, RecordedCaller.of(caller), subject, detail);
  }

  private record Asked<T>(Request request, Answer<T> answer) {}
}
