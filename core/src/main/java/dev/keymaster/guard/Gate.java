package dev.keymaster.guard;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
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
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the callers and one open vault: asks the policy, and for what the policy asks
 * for. Shared by all callers. Thread-safe.
 */
final class Gate {
  private final long owner;
  private final Proofs proofs = new Proofs();
  private final RecentUses recent;
  private final StoredPolicy policy;

  /**
   * Makes the gate of a vault that is about to be opened.
   *
   * @param opener who has a slot's secret: the vault is this user's
   * @param otherwise the policy of a vault that has none of its own
   */
  Gate(Caller opener, Policy otherwise) {
    this.policy = new StoredPolicy(otherwise);
    this.owner = opener.uid();
    this.recent = new RecentUses(owner);
  }

  long owner() {
    return owner;
  }

  Proofs proofs() {
    return proofs;
  }

  Policy policy(Reading reading) {
    return policy.of(reading);
  }

  /** Does something for a caller, or records that the caller was refused. */
  <T> Answer<T> guarded(Commit commit, List<Request> requests, Supplier<T> body) {
    KeymasterException refusal = refusal(commit, requests);
    if (refusal != null) {
      recordRefusal(commit, requests.getFirst(), refusal);
    }
    return Answer.of(refusal, body);
  }

  /** A person who is asked for a proof next is not refused yet. */
  void recordRefusal(Commit commit, Request request, KeymasterException refusal) {
    boolean asks = refusal.code() != Code.DENIED;
    if (!(asks && request.kind() == CallerKind.PERSON)) {
      String why = String.valueOf(refusal.getMessage());
      commit.record(EventKind.DENIED, RecordedCaller.of(request.caller()), subject(request), why);
    }
  }

  private static String subject(Request request) {
    return request.key() == null
        ? request.operation().word()
        : "km://" + request.environment() + "/" + request.key();
  }

  /** Tells why something is refused that changes nothing and is not recorded; null if it is not. */
  @Nullable KeymasterException refusal(Reading reading, Request request, Instant now) {
    Decision decision = policy.of(reading).decide(request);
    KeymasterException denied = denied(request, decision);
    boolean proven = decision.stepUp() == null || proofs.fresh(request.caller(), now);
    return denied != null || proven ? denied : proofNeeded(request);
  }

  /** Returns which keys a caller may see in lists; none of them at all is a refusal of its own. */
  Predicate<KeySummary> visible(Reading reading, Caller caller) {
    Policy rules = policy.of(reading);
    if (rules.uniform(Operation.LIST)) {
      return key -> true;
    }
    return key ->
        rules
                .decide(
                    new Request(
                        Operation.LIST,
                        key.environment(),
                        key.service(),
                        key.name(),
                        caller,
                        owner))
                .effect()
            == Effect.ALLOW;
  }

  /**
   * Tells why a request is refused; null if it is not. A limit that only tells is recorded here.
   *
   * @param requests what is asked for, one for each key; all of one operation and one caller
   */
  @Nullable KeymasterException refusal(Commit commit, List<Request> requests) {
    Policy rules = policy.of(commit);
    for (Request request : requests) {
      KeymasterException refusal = refusal(commit, request, rules.decide(request), requests.size());
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private @Nullable KeymasterException refusal(
      Commit commit, Request request, Decision decision, int keys) {
    if (decision.effect() != Effect.ALLOW) {
      return denied(request, decision);
    }
    if (decision.stepUp() != null && !proofs.fresh(request.caller(), commit.now())) {
      return proofNeeded(request);
    }
    return limited(commit, request, decision.limits(), keys);
  }

  private @Nullable KeymasterException limited(
      Commit commit, Request request, List<Limit> limits, int keys) {
    for (Limit limit : limits) {
      Usage.Reached reached =
          Usage.reached(limit, request, keys, recent.newestFirst(commit), commit.now());
      if (reached != null && !limit.alertOnly()) {
        return tooOften(request, reached);
      }
      if (reached != null && reached.first()) {
        commit.record(
            EventKind.BURST, RecordedCaller.of(request.caller()), subject(request), limit.text());
      }
    }
    return null;
  }

  /** Refuses by the policy alone, without what it asks for; null if it allows. */
  static @Nullable KeymasterException denied(Request request, Decision decision) {
    if (decision.effect() == Effect.ALLOW) {
      return null;
    }
    return new KeymasterException(
        Code.DENIED,
        "the policy refuses "
            + request.shown()
            + " to "
            + who(request)
            + " ("
            + where(decision)
            + ")",
        decision.because().isEmpty() ? "keymaster policy test explains it" : decision.because());
  }

  private static String who(Request request) {
    Caller caller = request.caller();
    return switch (CallerKind.of(caller, request.owner())) {
      case PERSON -> "a person";
      case SCRIPT -> "a script";
      case AGENT -> "the coding agent " + caller.origin().agent();
      case STRANGER -> "a caller it does not know";
    };
  }

  private static String where(Decision decision) {
    return decision.rule() == null ? "no line allows it" : "line " + decision.rule().line();
  }

  private static KeymasterException proofNeeded(Request request) {
    return new KeymasterException(
        Code.PROOF_NEEDED,
        request.shown()
            + " needs the vault to be unlocked anew: the last time is over 5 minutes ago",
        "keymaster unlock");
  }

  private static KeymasterException tooOften(Request request, Usage.Reached reached) {
    long seconds = Math.max(1, reached.patience().toSeconds());
    return new KeymasterException(
        Code.DENIED,
        request.shown() + " is refused: the policy says '" + reached.limit().text() + "'",
        "wait " + seconds + " s, or change that line: keymaster policy edit");
  }
}
