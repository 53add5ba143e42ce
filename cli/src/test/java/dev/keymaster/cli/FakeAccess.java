package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Enrolment;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.Intent;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.MfaStatus;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.model.PolicyAnswer;
import dev.keymaster.model.PolicyQuestion;
import dev.keymaster.model.RoleEntry;
import dev.keymaster.model.SecondFactor;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SessionEntry;
import dev.keymaster.policy.PolicyText;
import dev.keymaster.wire.Access;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers as it was told, and keeps what it was given. */
final class FakeAccess implements Access {
  private static final SecondFactor PHONE =
      new SecondFactor("a1b2c3d4", FactorKind.TOTP, "phone", FakeWorld.NOW);

  final List<String> said = new ArrayList<>();
  final List<PendingApproval> waiting = new ArrayList<>();
  final List<SecondFactor> factors = new ArrayList<>();
  private final FakeEngine engine;
  String policy = "role helper\n  allow list\n\nallow everything\n";
  final List<Intent> intended = new ArrayList<>();
  @Nullable KeymasterException unintended;
  final List<PolicyQuestion> asked = new ArrayList<>();

  FakeAccess(FakeEngine engine) {
    this.engine = engine;
  }

  @Override
  public String policy() {
    engine.open();
    return policy;
  }

  @Override
  public void changePolicy(String text) {
    engine.open();
    PolicyText.parse(text);
    policy = text;
  }

  @Override
  public List<RoleEntry> roles() {
    return List.of(
        new RoleEntry("helper", List.of("viewer"), List.of("allow list"), List.of("agent")));
  }

  @Override
  public PolicyAnswer explain(PolicyQuestion question) {
    asked.add(question);
    return new PolicyAnswer(
        "deny",
        "agent",
        "line 2: deny reveal",
        "keymaster run -- COMMAND",
        "line 3: step-up reveal",
        List.of("line 4: limit reveal to 10 a minute"));
  }

  @Override
  public String intend(Intent intent) {
    engine.open();
    intended.add(intent);
    if (unintended != null) {
      throw unintended;
    }
    return "user 1000, coding agent claude-code: keymaster ← <b>sh</b>";
  }

  @Override
  public MfaStatus mfa() {
    return new MfaStatus(factors, factors.isEmpty() ? 0 : 9, 1, null);
  }

  @Override
  public Enrolment enroll(FactorKind kind, String label) {
    said.add("enroll " + kind.word() + " " + label);
    return new Enrolment(
        new SecondFactor("a1b2c3d4", kind, label, FakeWorld.NOW),
        Secret.copyOf("12345678901234567890".getBytes(UTF_8)));
  }

  @Override
  public List<Secret> confirm(String id, Secret code) {
    said.add("confirm " + id + " " + text(code));
    factors.add(PHONE);
    return List.of(Secret.copyOf("AAAA-BBBB-CCCC".getBytes(UTF_8)));
  }

  @Override
  public SecondFactor removeFactor(String id) {
    said.add("remove " + id);
    return PHONE;
  }

  @Override
  public List<Secret> renewRecoveryCodes() {
    return List.of(Secret.copyOf("DDDD-EEEE-FFFF".getBytes(UTF_8)));
  }

  @Override
  public void prove(Secret code) {
    String text = text(code);
    said.add("prove " + text);
    if (!text.equals("123456")) {
      throw new KeymasterException(Code.LOCKED, "that code is not right", "");
    }
    engine.failure = null;
  }

  private static String text(Secret code) {
    try (code) {
      return new String(code.reveal(), UTF_8);
    }
  }

  @Override
  public List<SessionEntry> sessions() {
    return List.of(
        new SessionEntry(
            "0011aabb", 1000, "pts/3", "", "bash", FakeWorld.NOW, 7, FakeWorld.NOW, null, true),
        new SessionEntry("0022aabb", 1000, "", "codex", "", null, 0, null, FakeWorld.NOW, false));
  }

  @Override
  public SessionEntry revoke(String id) {
    said.add("revoke " + id);
    return sessions().getLast();
  }

  @Override
  public List<PendingApproval> approvals() {
    return waiting;
  }

  @Override
  public PendingApproval answer(String id, boolean yes, boolean once) {
    said.add("answer " + id + " " + yes + " " + once);
    engine.failure = null;
    return new PendingApproval(
        id, FakeWorld.NOW, "deliver of km://prod/openai", "user 1000: sh", "/tmp");
  }
}
