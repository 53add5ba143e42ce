package dev.keymaster.wire;

import dev.keymaster.model.Enrolment;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.Intent;
import dev.keymaster.model.MfaStatus;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.model.PolicyAnswer;
import dev.keymaster.model.PolicyQuestion;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.RoleEntry;
import dev.keymaster.model.SecondFactor;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SessionEntry;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonWriter;
import java.util.Arrays;
import java.util.List;

/** Requests about who may do what, sent to an agent: what is proven is proven there. */
record RemoteAccess(RemoteEngine engine) implements Access {
  @Override
  public String policy() {
    return AccessCodec.policy(engine.json(agent -> agent.send("GET", "/v1/policy")));
  }

  @Override
  public void changePolicy(String text) {
    JsonWriter policy = AccessCodec.policy(text);
    engine.ask(agent -> agent.send("PUT", "/v1/policy", policy));
  }

  @Override
  public List<RoleEntry> roles() {
    return AccessCodec.roles(engine.json(agent -> agent.send("GET", "/v1/roles")));
  }

  @Override
  public PolicyAnswer explain(PolicyQuestion question) {
    JsonWriter asked = AccessCodec.question(question);
    return AccessCodec.answer(
        engine.json(agent -> agent.send("POST", "/v1/policy/question", asked)));
  }

  @Override
  public String intend(Intent intent) {
    JsonWriter asked = AccessCodec.intent(intent);
    return AccessCodec.asker(engine.json(agent -> agent.send("POST", "/v1/policy/intent", asked)));
  }

  @Override
  public MfaStatus mfa() {
    return FactorCodec.status(engine.json(agent -> agent.send("GET", "/v1/mfa")));
  }

  @Override
  public Enrolment enroll(FactorKind kind, String label) {
    JsonWriter wanted = FactorCodec.wanted(kind, label);
    return engine.pairs(
        agent -> agent.send("POST", "/v1/mfa/enroll", wanted), FactorCodec::enrolment);
  }

  @Override
  public List<Secret> confirm(String id, Secret code) {
    try (code) {
      return RemoteEngine.unpacked(
          engine.askOpen(agent -> agent.send("POST", "/v1/mfa/confirm", new Pairs().add(id, code))),
          FactorCodec::recovery);
    }
  }

  @Override
  public SecondFactor removeFactor(String id) {
    return FactorCodec.factor(engine.json(agent -> agent.send("POST", "/v1/mfa/remove", of(id))));
  }

  @Override
  public List<Secret> renewRecoveryCodes() {
    return engine.pairs(agent -> agent.send("POST", "/v1/mfa/recovery"), FactorCodec::recovery);
  }

  @Override
  @RevealsSecret("the code is the body of the request")
  public void prove(Secret code) {
    byte[] body = code.reveal();
    try (code) {
      engine.askOpen(agent -> agent.send("POST", "/v1/mfa/prove", HttpResponse.OCTETS, body));
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  @Override
  public List<SessionEntry> sessions() {
    return AccessCodec.sessions(engine.json(agent -> agent.send("GET", "/v1/sessions")));
  }

  @Override
  public SessionEntry revoke(String id) {
    return AccessCodec.session(
        engine.json(agent -> agent.send("POST", "/v1/sessions/revoke", of(id))));
  }

  @Override
  public List<PendingApproval> approvals() {
    return AccessCodec.approvals(engine.json(agent -> agent.send("GET", "/v1/approvals")));
  }

  @Override
  public PendingApproval answer(String id, boolean yes, boolean once) {
    JsonWriter answer = of(id).set("yes", yes).set("once", once);
    return AccessCodec.approval(
        engine.json(agent -> agent.send("POST", "/v1/approvals/answer", answer)));
  }

  private static JsonWriter of(String id) {
    return new JsonWriter().set("id", id);
  }
}
