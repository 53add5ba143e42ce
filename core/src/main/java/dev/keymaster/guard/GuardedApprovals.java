package dev.keymaster.guard;

import dev.keymaster.model.Doorbell;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.policy.CallerKind;
import dev.keymaster.policy.Operation;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;

/** Requests that wait for a person, and the ways in which a person answers them. */
public final class GuardedApprovals {
  private static final String HINT = "keymaster approve list";

  private final Asking asking;
  private final Vault vault;
  private final InstantSource clock;

  GuardedApprovals(Asking asking, Vault vault, InstantSource clock) {
    this.asking = asking;
    this.vault = vault;
    this.clock = clock;
  }

  /** Lists the requests that wait, oldest first. */
  List<PendingApproval> all() {
    return waiting(each -> true);
  }

  private List<PendingApproval> waiting(Predicate<Approvals.Waiting> wanted) {
    return vault.read(reading ->
        Approvals.of(reading).waiting(clock.instant()).stream()
            .filter(wanted)
            .map(Approvals.Waiting::shown)
            .toList());
  }

  /** Returns the request of the caller's session that was made last; NOT_FOUND if none waits. */
  public PendingApproval asked() {
    SessionId session = SessionId.of(asking.caller());
    List<PendingApproval> own = waiting(each -> each.session().equals(session));
    if (own.isEmpty()) {
      throw new KeymasterException(Code.NOT_FOUND, "nothing of this session waits", HINT);
    }
    return own.getLast();
  }

  /**
   * Tells whether the caller's own terminal is the person's: nothing below a coding agent answers
   * for one, whatever terminal it is on.
   */
  public boolean callerIsPerson() {
    return CallerKind.of(asking.caller(), asking.gate().owner()) == CallerKind.PERSON;
  }

  /** Tells whether a request of the caller's session waits for its answer still. */
  public boolean waits(PendingApproval request) {
    return !waiting(each -> each.id().equals(request.id())).isEmpty();
  }

  /** Tells whether a request of the caller's session that waits no more was answered by a yes. */
  public boolean allows(PendingApproval request) {
    SessionId session = SessionId.of(asking.caller());
    return vault.read(reading ->
        Approvals.of(reading).granted().stream()
            .filter(yes -> yes.session().equals(session) && yes.holds(clock.instant()))
            .anyMatch(yes -> (request.request() + ", ").startsWith(yes.what() + ", ")));
  }

  /** The caller answers, if the policy lets him. */
  PendingApproval answer(String id, boolean yes, boolean once) {
    Approvals.Answer answer =
        !yes ? Approvals.Answer.NO : once ? Approvals.Answer.ONCE : Approvals.Answer.FOR_A_WHILE;
    return asking.commit(Operation.APPROVE, commit -> answered(commit, id, answer, ""));
  }

  /**
   * Takes what the person at the desktop said to a request, whoever made it; that nobody answered
   * is recorded as well.
   */
  public void answeredOnDesktop(PendingApproval request, Doorbell.Answer said) {
    if (said == Doorbell.Answer.ELSEWHERE) {
      return; // whoever answered is in the log
    }
    vault.commit(commit -> {
      switch (said) {
        case ONCE -> answered(commit, request.id(), Approvals.Answer.ONCE, ", on the desktop");
        case FOR_A_WHILE ->
            answered(commit, request.id(), Approvals.Answer.FOR_A_WHILE, ", on the desktop");
        case NO -> answered(commit, request.id(), Approvals.Answer.NO, ", on the desktop");
        default -> record(commit, request, "not answered on the desktop");
      }
      return request;
    });
  }

  private PendingApproval answered(
      Commit commit, String id, Approvals.Answer answer, String where) {
    Approvals approvals = Approvals.of(commit);
    Approvals.Waiting one =
        Named.only(
            approvals.waiting(commit.now()).stream(),
            Approvals.Waiting::id,
            id,
            "waiting request",
            HINT);
    approvals.answered(one, answer, commit.now()).store(commit);
    record(commit, one.shown(), answer.words() + " to " + one.who() + where);
    return one.shown();
  }

  private void record(Commit commit, PendingApproval request, String what) {
    asking.record(commit, EventKind.APPROVAL, request.request(), what);
  }
}
