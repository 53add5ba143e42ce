package dev.keymaster.guard;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Freeze;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import dev.keymaster.policy.CallerKind;
import dev.keymaster.policy.Decision;
import dev.keymaster.policy.Effect;
import dev.keymaster.policy.Limit;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.Policy;
import dev.keymaster.policy.Request;
import dev.keymaster.policy.Usage;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the callers and one open vault: asks the policy, and for what the policy asks
 * for: a proof or a code, an answer of a person, room below a limit. Shared by all callers.
 * Thread-safe.
 */
final class Gate {
  private volatile @Nullable Freeze held;
  private final long owner;
  private final Randomness randomness;
  private final Sessions sessions = new Sessions();
  private final RecentUses recent;
  private final StoredPolicy policy;

  /**
   * Makes the gate of a vault that is about to be opened.
   *
   * @param opener who has a slot's secret: the vault is this user's
   * @param otherwise the policy of a vault that has none of its own
   */
  Gate(Caller opener, Randomness randomness, Policy otherwise) {
    this.policy = new StoredPolicy(otherwise);
    this.randomness = randomness;
    this.owner = opener.uid();
    this.recent = new RecentUses(owner);
  }

  long owner() {
    return owner;
  }

  Sessions sessions() {
    return sessions;
  }

  Policy policy(Reading reading) {
    return policy.of(reading);
  }

  /**
   * Does something for a caller, or records that the caller was refused.
   *
   * @param requests what is asked for, at least one for each key; all of one caller. The first says
   *     what is done, whatever else it takes leave for
   */
  <T> Answer<T> guarded(Commit commit, List<Request> requests, Supplier<T> body) {
    KeymasterException refusal = requests.isEmpty() ? null : refusal(commit, requests, false);
    if (refusal != null) {
      recordRefusal(commit, requests.getFirst(), refusal);
    }
    return Answer.of(refusal, body);
  }

  /** As {@link #guarded}, for what is done later: an answer that a person gave stays for that. */
  Answer<List<Request>> intended(Commit commit, List<Request> requests) {
    KeymasterException refusal = refusal(commit, requests, true);
    if (refusal != null) {
      recordRefusal(commit, requests.getFirst(), refusal);
    }
    return Answer.of(refusal, () -> requests);
  }

  /** A person who is asked for a proof next is not refused yet. */
  void recordRefusal(Commit commit, Request request, KeymasterException refusal) {
    boolean asks = refusal.code() != Code.DENIED;
    if (!(asks && request.kind() == CallerKind.PERSON)) {
      String why = String.valueOf(refusal.getMessage());
      commit.record(EventKind.DENIED, RecordedCaller.of(request.caller()), subject(request), why);
      recent.counted(commit, policy.of(commit));
    }
  }

  private static String subject(Request request) {
    return request.key() == null
        ? request.operation().word()
        : "km://" + request.environment() + "/" + request.key();
  }

  /** Holds to a freeze that is not in the vault yet, until it is; null for none. */
  void hold(@Nullable Freeze freeze) {
    held = freeze;
  }

  /** Returns what is frozen, in the vault and not in it yet; null if nothing is. */
  @Nullable Freeze frozen(Reading reading) {
    Freeze stored = StoredFreeze.of(reading);
    Freeze waiting = held;
    if (stored == null || waiting == null) {
      return stored == null ? waiting : stored;
    }
    return stored.and(waiting.services()).held(waiting.held());
  }

  /** Tells why something is refused that changes nothing and is not recorded; null if it is not. */
  @Nullable KeymasterException refusal(Reading reading, Request request, Instant now) {
    sessions.asked(request.caller(), now);
    if (sessions.ended(request.caller())) {
      return Refusals.ended();
    }
    KeymasterException frozen = FreezeRule.refusal(reading, frozen(reading), List.of(request), now);
    if (frozen != null) {
      return frozen;
    }
    Decision decision = policy.of(reading).decide(request);
    if (decision.effect() != Effect.ALLOW) {
      return Refusals.denied(request, decision);
    }
    return decision.stepUp() == null ? null : unproven(reading, request, now);
  }

  /** Returns which keys a caller may see in a list. */
  Predicate<KeySummary> visible(Reading reading, Caller caller) {
    Policy rules = policy.of(reading);
    return rules.uniform(Operation.LIST) ? key -> true : key -> visible(rules, key, caller);
  }

  private boolean visible(Policy rules, KeySummary key, Caller caller) {
    Request request =
        new Request(Operation.LIST, key.environment(), key.service(), key.name(), caller, owner);
    return rules.decide(request).effect() == Effect.ALLOW;
  }

  private @Nullable KeymasterException refusal(
      Commit commit, List<Request> requests, boolean later) {
    Caller caller = requests.getFirst().caller();
    sessions.asked(caller, commit.now());
    if (sessions.ended(caller)) {
      return Refusals.ended();
    }
    KeymasterException frozen = FreezeRule.refusal(commit, frozen(commit), requests, commit.now());
    if (frozen != null) {
      return frozen;
    }
    Policy rules = policy.of(commit);
    Usage usage = recent.counted(commit, rules);
    List<Request> asked = new ArrayList<>();
    for (Request request : requests) {
      Decision decision = rules.decide(request);
      KeymasterException refusal = refusal(commit, request, decision, usage, requests.size());
      if (refusal != null) {
        return refusal;
      }
      if (decision.effect() == Effect.ASK) {
        asked.add(request);
      }
    }
    return asked.isEmpty() ? null : unanswered(commit, asked, later);
  }

  private @Nullable KeymasterException refusal(
      Commit commit, Request request, Decision decision, Usage usage, int keys) {
    if (decision.effect() == Effect.DENY) {
      return Refusals.denied(request, decision);
    }
    KeymasterException unproven =
        decision.stepUp() == null ? null : unproven(commit, request, commit.now());
    return unproven != null ? unproven : limited(commit, request, decision.limits(), usage, keys);
  }

  /** A code if there is a second factor, else the secret of a slot, within the last minutes. */
  private @Nullable KeymasterException unproven(Reading reading, Request request, Instant now) {
    SecondFactors factors = SecondFactors.of(reading);
    if (factors.enrolled()) {
      return factors.proven(request.caller(), now) ? null : Refusals.codeNeeded(request);
    }
    return sessions.fresh(request.caller(), now) ? null : Refusals.proofNeeded(request);
  }

  private @Nullable KeymasterException limited(
      Commit commit, Request request, List<Limit> limits, Usage usage, int keys) {
    for (Limit limit : limits) {
      Usage.Reached reached = usage.reached(limit, request, keys, commit.now());
      if (reached != null && !limit.alertOnly()) {
        return Refusals.tooOften(request, reached);
      }
      if (reached != null && reached.first()) {
        commit.record(
            EventKind.BURST, RecordedCaller.of(request.caller()), subject(request), limit.text());
      }
    }
    return null;
  }

  /** Uses up an answer that a person gave, unless later, or has the requests wait for one. */
  private @Nullable KeymasterException unanswered(
      Commit commit, List<Request> asked, boolean later) {
    Approvals approvals = Approvals.of(commit);
    if (asked.stream().allMatch(request -> approvals.allow(request, commit.now()))) {
      if (later) {
        return null;
      }
      Approvals left = approvals;
      for (Request request : asked) {
        left = left.after(request, commit.now());
      }
      if (!left.equals(approvals)) {
        left.store(commit);
      }
      return null;
    }
    return Refusals.approvalNeeded(asked.getFirst(), waiting(commit, approvals, asked));
  }

  private String waiting(Commit commit, Approvals approvals, List<Request> asked) {
    Caller caller = asked.getFirst().caller();
    List<String> what = asked.stream().map(Request::shown).toList();
    Approvals.Waiting same = approvals.same(SessionId.of(caller), what, commit.now());
    if (same != null) {
      approvals.again(same).store(commit);
      return same.id();
    }
    Approvals.Waiting fresh = Approvals.waiting(caller, what, randomness.bytes(4), commit.now());
    approvals.with(fresh, commit.now()).store(commit);
    return fresh.id();
  }
}
