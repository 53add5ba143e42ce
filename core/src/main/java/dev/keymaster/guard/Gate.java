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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the callers and one open vault: asks the policy, and for what the policy asks
 * for: a proof or a code, an answer of a person, room below a limit. Shared by all callers.
 * Thread-safe.
 */
final class Gate {
  /** A limit that is only told of, and what passes it. */
  private record Burst(Request request, Limit limit) {}

  /** Why requests are refused; or what doing them takes up: answers of a person, and limits. */
  private record Verdict(
      @Nullable KeymasterException refusal, List<Request> asked, List<Burst> bursts) {
    static Verdict refused(KeymasterException why) {
      return new Verdict(why, List.of(), List.of());
    }
  }

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

  Randomness randomness() {
    return randomness;
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
    if (requests.isEmpty()) {
      return Answer.of(null, body);
    }
    Verdict verdict = recorded(commit, requests);
    if (verdict.refusal == null) {
      verdict.bursts.forEach(burst -> record(commit, burst));
      useUp(commit, verdict.asked);
    }
    return Answer.of(verdict.refusal, body);
  }

  /**
   * As {@link #guarded}, for what is done later: that uses up answers and passes limits, not this.
   */
  Answer<Caller> intended(Commit commit, List<Request> requests) {
    Verdict verdict = recorded(commit, requests);
    return Answer.of(verdict.refusal, () -> requests.getFirst().caller());
  }

  private Verdict recorded(Commit commit, List<Request> requests) {
    Verdict verdict = verdict(commit, requests);
    if (verdict.refusal != null) {
      recordRefusal(commit, requests.getFirst(), verdict.refusal);
    }
    return verdict;
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

  /** Returns what is not in the vault yet; null if nothing is. */
  @Nullable Freeze held() {
    return held;
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

  private Verdict verdict(Commit commit, List<Request> requests) {
    Caller caller = requests.getFirst().caller();
    sessions.asked(caller, commit.now());
    if (sessions.ended(caller)) {
      return Verdict.refused(Refusals.ended());
    }
    KeymasterException frozen = FreezeRule.refusal(commit, frozen(commit), requests, commit.now());
    if (frozen != null) {
      return Verdict.refused(frozen);
    }
    Policy rules = policy.of(commit);
    Usage usage = recent.counted(commit, rules);
    List<Request> asked = new ArrayList<>();
    List<Burst> bursts = new ArrayList<>();
    for (Request request : requests) {
      Decision decision = rules.decide(request);
      List<Usage.Reached> reached =
          reached(usage, decision, request, requests.size(), commit.now());
      KeymasterException refusal = refusal(commit, request, decision, reached);
      if (refusal != null) {
        return Verdict.refused(refusal);
      }
      reached.stream()
          .filter(Usage.Reached::first)
          .forEach(each -> bursts.add(new Burst(request, each.limit())));
      if (decision.effect() == Effect.ASK) {
        asked.add(request);
      }
    }
    return new Verdict(unanswered(commit, asked), asked, bursts);
  }

  private static List<Usage.Reached> reached(
      Usage usage, Decision decision, Request request, int keys, Instant now) {
    return decision.limits().stream()
        .flatMap(limit -> Stream.ofNullable(usage.reached(limit, request, keys, now)))
        .toList();
  }

  private @Nullable KeymasterException refusal(
      Commit commit, Request request, Decision decision, List<Usage.Reached> reached) {
    if (decision.effect() == Effect.DENY) {
      return Refusals.denied(request, decision);
    }
    KeymasterException unproven =
        decision.stepUp() == null ? null : unproven(commit, request, commit.now());
    return unproven != null ? unproven : tooOften(request, reached);
  }

  private static @Nullable KeymasterException tooOften(
      Request request, List<Usage.Reached> reached) {
    for (Usage.Reached one : reached) {
      if (!one.limit().alertOnly()) {
        return Refusals.tooOften(request, one);
      }
    }
    return null;
  }

  /** A code if there is a second factor, else the secret of a slot, within the last minutes. */
  private @Nullable KeymasterException unproven(Reading reading, Request request, Instant now) {
    SecondFactors factors = SecondFactors.of(reading);
    if (factors.enrolled()) {
      return factors.proven(request.caller(), now) ? null : Refusals.codeNeeded(request);
    }
    return sessions.fresh(request.caller(), now) ? null : Refusals.proofNeeded(request);
  }

  private static void record(Commit commit, Burst burst) {
    Request request = burst.request;
    Caller caller = RecordedCaller.of(request.caller());
    commit.record(EventKind.BURST, caller, subject(request), burst.limit.text());
  }

  /** Has requests wait for a person, unless each is answered or none is asked. */
  private @Nullable KeymasterException unanswered(Commit commit, List<Request> asked) {
    if (asked.isEmpty()) {
      return null;
    }
    Approvals approvals = Approvals.of(commit);
    if (asked.stream().allMatch(request -> approvals.allow(request, commit.now()))) {
      return null;
    }
    return Refusals.approvalNeeded(asked.getFirst(), waiting(commit, approvals, asked));
  }

  /** What a person allowed once is done now. */
  private static void useUp(Commit commit, List<Request> asked) {
    if (asked.isEmpty()) {
      return;
    }
    Approvals approvals = Approvals.of(commit);
    Approvals left = approvals;
    for (Request request : asked) {
      left = left.after(request, commit.now());
    }
    if (!left.equals(approvals)) {
      left.store(commit);
    }
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
