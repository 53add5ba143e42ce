package dev.keymaster.wire;

import dev.keymaster.model.Enrolment;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.Intent;
import dev.keymaster.model.MfaStatus;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.model.PolicyAnswer;
import dev.keymaster.model.PolicyQuestion;
import dev.keymaster.model.RoleEntry;
import dev.keymaster.model.SecondFactor;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SessionEntry;
import java.util.List;

/** Requests about who may do what: the policy, second factors, sessions, approvals. */
public interface Access {
  /** Returns the policy as people read it. */
  String policy();

  /** Puts another policy in its place; USAGE if it is not understood or shuts out its author. */
  void changePolicy(String text);

  /** Returns the roles of the policy. */
  List<RoleEntry> roles();

  /** Tells what the policy says to a request, and why, without making it. */
  PolicyAnswer explain(PolicyQuestion question);

  /**
   * Asks for what is done once a person gave the secret that it takes, so that nobody types one for
   * a request that is refused: fails as doing it would. What a person allowed stays for the doing.
   *
   * @return who asks: user, coding agent and programs, as the system tells
   */
  String intend(Intent intent);

  /** Tells about second factors. */
  MfaStatus mfa();

  /** Makes a second factor that waits for its first code; one that waited before is forgotten. */
  Enrolment enroll(FactorKind kind, String label);

  /**
   * Confirms the factor that waits by its first code, which is closed.
   *
   * @return ten recovery codes if it is the first factor, else none; the caller closes them
   */
  List<Secret> confirm(String id, Secret code);

  /** Removes a second factor by the beginning of its id. */
  SecondFactor removeFactor(String id);

  /** Makes ten recovery codes in place of those that are left; the caller closes them. */
  List<Secret> renewRecoveryCodes();

  /** Takes a code, or a recovery code, for the caller's session; closes it. LOCKED if wrong. */
  void prove(Secret code);

  /** Lists the sessions, the caller's own among them. */
  List<SessionEntry> sessions();

  /** Ends a session: what it proved is taken back, and it has to unlock anew. */
  SessionEntry revoke(String id);

  /** Lists the requests that wait for a person, oldest first. */
  List<PendingApproval> approvals();

  /**
   * Answers a request that waits.
   *
   * @param yes whether it may be done
   * @param once once, or for 15 minutes
   */
  PendingApproval answer(String id, boolean yes, boolean once);
}
