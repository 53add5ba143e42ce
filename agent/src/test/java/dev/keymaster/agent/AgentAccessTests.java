package dev.keymaster.agent;

import static dev.keymaster.agent.RunningAgent.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.crypto.OneTimeCode;
import dev.keymaster.model.Enrolment;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.model.PolicyQuestion;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.RoleEntry;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SessionEntry;
import dev.keymaster.wire.Access;
import dev.keymaster.wire.AgentClient;
import dev.keymaster.wire.Pairs;
import dev.keymaster.wire.RemoteEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what, asked of an agent over its socket. */
final class AgentAccessTests {
  private static final EnvironmentName PROD = new EnvironmentName("prod");
  private static final KeyName NAME = new KeyName("openai");
  private static final KeyRef REF = new KeyRef(PROD, NAME);

  private final RunningAgent running;
  private final RemoteEngine engine;
  private final Access access;

  AgentAccessTests(@TempDir Path runtime) throws IOException {
    running = new RunningAgent(runtime);
    engine = running.engine();
    access = engine.access();
  }

  @BeforeEach
  void a_key_in_prod() {
    engine.keys().store(List.of(key("sk-canary-1")));
  }

  @AfterEach
  void close() {
    engine.close();
    running.close();
  }

  private static NewKey key(String value) {
    Secret secret = Secret.copyOf(value.getBytes(UTF_8));
    KeyDetails details = KeyDetails.of(new ServiceName("openai"));
    return new NewKey(PROD, NAME, secret, details, "sk-…1", NewKey.Mode.UPSERT);
  }

  /** The code that an authenticator shows. */
  private static Secret code(byte[] secret, long counter) {
    int code = OneTimeCode.of(secret, counter, 6, OneTimeCode.Hash.SHA1);
    return Secret.copyOf("%06d".formatted(code).getBytes(UTF_8));
  }

  /** Enrols a factor that counts; its next code is that of 1. Nobody has given a code then. */
  private byte[] enrolled() {
    try (Enrolment enrolment = access.enroll(FactorKind.HOTP, "fob")) {
      byte[] secret = enrolment.secret().reveal();
      List<Secret> recovery = access.confirm(enrolment.factor().id(), code(secret, 0));
      assertThat(recovery).hasSize(10).allSatisfy(one -> assertThat(one.length()).isPositive());
      forgetProofs();
      return secret;
    }
  }

  private void forgetProofs() {
    SessionEntry own =
        access.sessions().stream().filter(SessionEntry::own).findFirst().orElseThrow();
    access.revoke(own.id());
    engine.unlock();
  }

  @Test
  void the_policy_is_shown_changed_and_asked() {
    String policy = access.policy();
    access.changePolicy("deny reveal in dev because \"ask Ada\"\n" + policy);
    assertThat(access.policy()).startsWith("deny reveal in dev");
    assertThat(access.roles()).extracting(RoleEntry::name).contains("viewer", "admin");
    var answer =
        access.explain(new PolicyQuestion("reveal", EnvironmentName.DEFAULT, NAME, "script"));
    assertThat(answer.effect()).isEqualTo("deny");
    assertThat(answer.because()).isEqualTo("ask Ada");
    KeyRef key = new KeyRef(EnvironmentName.DEFAULT, NAME);
    assertThat(access.intend(Intent.store(key, null))).contains("user ", "peer");
    KeyRef own = Reserved.admin(new ServiceName("openai"));
    refused(Code.USAGE, () -> access.intend(Intent.store(own, null)));
    refused(Code.USAGE, () -> access.changePolicy("no such line"));
  }

  @Test
  void a_session_is_seen_with_what_it_did_and_ended() {
    SessionEntry own = access.sessions().getFirst();
    assertThat(own.own()).isTrue();
    assertThat(own.program()).isEqualTo("peer");
    assertThat(own.requests()).isPositive();
    assertThat(own.proven()).as("the key file was proven in the agent").isNotNull();
    assertThat(access.revoke(own.id()).id()).isEqualTo(own.id());
    assertThat(access.sessions().getFirst().proven())
        .as("the command unlocked anew, since it can")
        .isAfter(own.proven());
    refused(Code.NOT_FOUND, () -> access.revoke("no id: a space and a ü"));
  }

  @Test
  void a_request_that_waits_is_listed_and_answered() {
    access.changePolicy("ask deliver in prod\n" + access.policy());
    refused(Code.APPROVAL_NEEDED, () -> release(EventKind.DELIVER));
    PendingApproval waiting = access.approvals().getFirst();
    assertThat(waiting.request()).contains("prod/openai");
    assertThat(access.answer(waiting.id(), true, true).id()).isEqualTo(waiting.id());
    release(EventKind.DELIVER);
    refused(Code.NOT_FOUND, () -> access.answer(waiting.id(), false, false));
  }

  private void release(EventKind kind) {
    engine.keys().release(List.of(REF), new Release(kind, "")).forEach(Released::close);
  }

  @Test
  void a_code_given_to_the_agent_opens_every_door_and_none_is_open_without() throws IOException {
    byte[] secret = enrolled();
    try (AgentClient client = running.client()) {
      Map<String, ThrowingCallable> doors =
          Map.of(
              "get", () -> release(EventKind.REVEAL),
              "run", () -> release(EventKind.DELIVER),
              "curl", () -> client.send("POST", "/v1/values/prod/openai"),
              "store", () -> engine.keys().store(List.of(key("sk-canary-2"))),
              "edit", () -> engine.keys().edit(PROD, NAME, note()),
              "policy", () -> access.changePolicy(access.policy()),
              "recovery codes", access::renewRecoveryCodes,
              "second factor", () -> access.enroll(FactorKind.TOTP, "phone"));
      doors.forEach((door, request) ->
          assertThatThrownBy(request)
              .as(door)
              .isInstanceOfSatisfying(
                  KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CODE_NEEDED)));
      access.prove(code(secret, 1));
      assertThat(access.sessions().getFirst().code()).isNotNull();
      doors.forEach((door, request) ->
          org.assertj.core.api.Assertions.assertThatCode(request)
              .as(door)
              .doesNotThrowAnyException());
    }
  }

  private static KeyEdit note() {
    return new KeyEdit(
        null, List.of(), List.of(), "note", null, null, null, null, null, Map.of(), Set.of());
  }

  @Test
  void a_wrong_code_is_tried_once_and_after_five_nobody_looks_at_one() {
    byte[] secret = enrolled();
    refused(Code.LOCKED, () -> access.prove(code(secret, 0)));
    assertThat(access.mfa().failed()).as("a used code, tried once").isEqualTo(1);
    for (int i = 0; i < 4; i++) {
      refused(Code.LOCKED, () -> access.prove(code(secret, 0)));
    }
    assertThat(access.mfa().lockedUntil()).isNotNull();
    refused(Code.LOCKED, () -> access.prove(code(secret, 1)));
  }

  @Test
  void a_factor_is_removed_once_a_recovery_code_was_given() {
    byte[] secret = enrolled();
    access.prove(code(secret, 1));
    List<Secret> codes = access.renewRecoveryCodes();
    forgetProofs();
    refused(Code.CODE_NEEDED, () -> access.removeFactor(access.mfa().factors().getFirst().id()));
    access.prove(codes.getFirst());
    assertThat(access.mfa().recoveryCodes()).isEqualTo(9);
    assertThat(access.removeFactor(access.mfa().factors().getFirst().id()).label())
        .isEqualTo("fob");
    assertThat(access.mfa().factors()).isEmpty();
  }

  @Test
  void what_is_no_code_is_refused_and_proves_nothing() throws IOException {
    try (AgentClient client = running.client()) {
      refused(Code.USAGE, () -> client.send("POST", "/v1/mfa/confirm", new Pairs()));
      refused(Code.USAGE, () -> client.send("POST", "/v1/mfa/prove"));
      refused(Code.NOT_FOUND, () -> access.prove(Secret.copyOf("123456".getBytes(UTF_8))));
    }
  }
}
