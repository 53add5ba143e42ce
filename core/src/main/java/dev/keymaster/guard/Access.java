package dev.keymaster.guard;

import dev.keymaster.model.Enrolment;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.MfaStatus;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.model.PolicyAnswer;
import dev.keymaster.model.PolicyQuestion;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.RoleEntry;
import dev.keymaster.model.SecondFactor;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SessionEntry;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.Request;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may do what with an open vault: the policy, second factors, sessions, approvals. */
public final class Access {
  private final Asking asking;
  private final Vault vault;
  private final Ports ports;

  Access(Asking asking, Vault vault, Ports ports) {
    this.asking = asking;
    this.vault = vault;
    this.ports = ports;
  }

  /** Returns the policy as people read it. */
  public String policy() {
    return policies().text();
  }

  /** Puts another policy in its place; USAGE if it is not understood or shuts out its author. */
  public void changePolicy(String text) {
    policies().change(text);
  }

  /** Returns the roles of the policy. */
  public List<RoleEntry> roles() {
    return policies().roles();
  }

  /** Tells what the policy says to a request, and why, without making it. */
  public PolicyAnswer explain(PolicyQuestion question) {
    return policies().explain(question);
  }

  /** See {@code wire.Access}. */
  public String intend(Intent intent) {
    return Approvals.who(asking.intend(commit -> requests(commit, intent)));
  }

  private List<Request> requests(Commit commit, Intent intent) {
    return switch (intent) {
      case Intent.Store store -> asking.storing(commit, ownable(store.key()), store.service());
      case Intent.Adopt adopt -> adopting(commit, adopt);
      case Intent.Rotate rotate -> {
        KeyRef ref = ownable(rotate.key());
        yield asking.rotating(commit.existing(ref.environment(), ref.name()));
      }
      case Intent.Provider provider -> List.of(asking.about(Operation.PROVIDER));
    };
  }

  /** The provider is asked whose value it is before it is stored. */
  private List<Request> adopting(Commit commit, Intent.Adopt adopt) {
    List<Request> requests = new ArrayList<>(List.of(asking.about(Operation.PROVIDER)));
    requests.addAll(asking.storing(commit, ownable(adopt.key()), adopt.service()));
    return requests;
  }

  private static KeyRef ownable(KeyRef key) {
    Reserved.require(key.environment());
    return key;
  }

  private GuardedPolicy policies() {
    return new GuardedPolicy(asking, vault);
  }

  /** Tells about second factors. */
  public MfaStatus mfa() {
    return factors().status();
  }

  /** Makes a second factor that waits for its first code; one that waited before is forgotten. */
  public Enrolment enroll(FactorKind kind, String label) {
    return factors().enroll(kind, label);
  }

  /**
   * Confirms the factor that waits by its first code, which is closed.
   *
   * @return ten recovery codes if it is the first factor, else none; the caller closes them
   */
  public List<Secret> confirm(String id, Secret code) {
    return factors().confirm(id, code);
  }

  /** Removes a second factor by the beginning of its id. */
  public SecondFactor removeFactor(String id) {
    return factors().remove(id);
  }

  /** Makes ten recovery codes in place of those that are left; the caller closes them. */
  public List<Secret> renewRecoveryCodes() {
    return factors().renewRecovery();
  }

  /** Takes a code, or a recovery code, for the caller's session; closes it. LOCKED if wrong. */
  public void prove(Secret code) {
    factors().prove(code);
  }

  private GuardedFactors factors() {
    return new GuardedFactors(asking, vault, ports);
  }

  /** Lists the sessions, the caller's own among them, whoever asked last first. */
  public List<SessionEntry> sessions() {
    asking.demand(asking.about(Operation.AUDIT));
    Instant now = ports.clock().instant();
    Map<SessionId, Instant> codes = new HashMap<>();
    vault.read(SecondFactors::of).steps().stream()
        .filter(step -> step.holds(now))
        .forEach(step -> codes.put(step.session(), step.at()));
    Map<SessionId, Sessions.Seen> seen = asking.gate().sessions().all();
    Set<SessionId> all = new HashSet<>(codes.keySet());
    all.addAll(seen.keySet());
    return all.stream()
        .map(id -> entry(id, seen.get(id), codes.get(id)))
        .sorted(
            Comparator.comparing(
                    SessionEntry::last, Comparator.nullsFirst(Comparator.naturalOrder()))
                .reversed())
        .toList();
  }

  private SessionEntry entry(SessionId id, Sessions.@Nullable Seen seen, @Nullable Instant code) {
    return new SessionEntry(
        id.shown(),
        id.uid(),
        id.terminal(),
        id.agent(),
        seen == null ? "" : seen.program(),
        seen == null ? null : seen.last(),
        seen == null ? 0 : seen.requests(),
        seen == null ? null : seen.proven(),
        code,
        id.equals(SessionId.of(asking.caller())));
  }

  /** Ends a session: what it proved is taken back, and it has to unlock anew. */
  public SessionEntry revoke(String id) {
    SessionEntry found =
        Named.only(sessions().stream(), SessionEntry::id, id, "session", "keymaster session list");
    asking.commit(
        Operation.SESSION,
        commit -> {
          SecondFactors factors = SecondFactors.of(commit);
          Set<SessionId> ids = new HashSet<>(asking.gate().sessions().all().keySet());
          factors.steps().forEach(step -> ids.add(step.session()));
          ids.removeIf(each -> !each.shown().equals(found.id()));
          for (SessionId each : ids) {
            asking.gate().sessions().end(each, commit.now());
            factors = factors.without(each);
          }
          factors.store(commit);
          asking.record(commit, EventKind.SESSION, found.id(), "ended " + found.terminal());
          return found;
        });
    return found;
  }

  /** Lists the requests that wait for a person, oldest first. */
  public List<PendingApproval> approvals() {
    asking.demand(asking.about(Operation.AUDIT));
    return questions().all();
  }

  /**
   * Answers a request that waits.
   *
   * @param yes whether it may be done
   * @param once once, or for 15 minutes
   */
  public PendingApproval answer(String id, boolean yes, boolean once) {
    return questions().answer(id, yes, once);
  }

  /** The requests that wait, and the person who is asked about them. */
  public GuardedApprovals questions() {
    return new GuardedApprovals(asking, vault, ports.clock());
  }
}
