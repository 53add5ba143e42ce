package dev.keymaster.service;

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
import dev.keymaster.wire.Access;
import java.util.List;

/** Passes requests about who may do what to the guard. */
record LocalAccess(LocalEngine engine) implements Access {
  private dev.keymaster.guard.Access guarded() {
    return engine.guard().access();
  }

  @Override
  public String policy() {
    return guarded().policy();
  }

  @Override
  public void changePolicy(String text) {
    guarded().changePolicy(text);
  }

  @Override
  public List<RoleEntry> roles() {
    return guarded().roles();
  }

  @Override
  public PolicyAnswer explain(PolicyQuestion question) {
    return guarded().explain(question);
  }

  @Override
  public String intend(Intent intent) {
    return guarded().intend(intent);
  }

  @Override
  public MfaStatus mfa() {
    return guarded().mfa();
  }

  @Override
  public Enrolment enroll(FactorKind kind, String label) {
    return guarded().enroll(kind, label);
  }

  @Override
  public List<Secret> confirm(String id, Secret code) {
    return guarded().confirm(id, code);
  }

  @Override
  public SecondFactor removeFactor(String id) {
    return guarded().removeFactor(id);
  }

  @Override
  public List<Secret> renewRecoveryCodes() {
    return guarded().renewRecoveryCodes();
  }

  @Override
  public void prove(Secret code) {
    guarded().prove(code);
  }

  @Override
  public List<SessionEntry> sessions() {
    return guarded().sessions();
  }

  @Override
  public SessionEntry revoke(String id) {
    return guarded().revoke(id);
  }

  @Override
  public List<PendingApproval> approvals() {
    return guarded().approvals();
  }

  @Override
  public PendingApproval answer(String id, boolean yes, boolean once) {
    return guarded().answer(id, yes, once);
  }
}
