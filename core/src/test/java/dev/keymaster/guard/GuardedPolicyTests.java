package dev.keymaster.guard;

import static dev.keymaster.guard.SteadyVault.AGENT;
import static dev.keymaster.guard.SteadyVault.DELIVER;
import static dev.keymaster.guard.SteadyVault.DEV;
import static dev.keymaster.guard.SteadyVault.ELSEWHERE;
import static dev.keymaster.guard.SteadyVault.PERSON;
import static dev.keymaster.guard.SteadyVault.PROD;
import static dev.keymaster.guard.SteadyVault.SCRIPT;
import static dev.keymaster.guard.SteadyVault.refused;
import static dev.keymaster.guard.SteadyVault.release;
import static dev.keymaster.guard.SteadyVault.reveal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Origin;
import dev.keymaster.model.PolicyAnswer;
import dev.keymaster.model.PolicyQuestion;
import dev.keymaster.model.RoleEntry;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.policy.DefaultPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the guard makes of a policy. */
class GuardedPolicyTests {
  private final SteadyVault open = new SteadyVault();
  private final Guard guard = open.guard;

  @Test
  void a_coding_agent_gets_no_value_but_may_run_with_it() {
    var refusal = refused(Code.DENIED, () -> reveal(guard.as(AGENT), DEV));
    assertThat(refusal).hasMessageContaining("reveal of km://dev/openai");
    assertThat(refusal).hasMessageContaining("coding agent claude-code");
    assertThat(refusal.hint()).isEqualTo("keymaster run -- COMMAND");
    assertThat(release(guard.as(AGENT), DEV, DELIVER)).isEqualTo("sk-canary-openai");
  }

  @Test
  void whoever_is_refused_is_recorded_with_the_agent() {
    refused(Code.DENIED, () -> reveal(guard.as(AGENT), DEV));
    Event event = open.last();
    assertThat(event.kind()).isEqualTo(EventKind.DENIED);
    assertThat(event.subject()).isEqualTo("km://dev/openai");
    assertThat(event.caller().program()).isEqualTo("sh (claude-code)");
    assertThat(event.detail()).contains("line ").doesNotContain("sk-canary");
  }

  @Test
  void SG33_a_stranger_gets_nothing_at_all() {
    Guard other = guard.as(SteadyVault.caller(1001, 80, "", "pts/9"));
    Guard unknown = guard.as(new Caller(1000, 0, "", Origin.UNKNOWN));
    for (Guard stranger : List.of(other, unknown)) {
      refused(Code.DENIED, () -> stranger.list(Selection.ALL));
      refused(Code.DENIED, () -> stranger.show(DEV, OpenVault.name("openai")));
      refused(Code.DENIED, () -> reveal(stranger, DEV));
      refused(Code.DENIED, () -> SteadyVault.store(stranger, DEV, "new"));
      refused(Code.DENIED, () -> stranger.remove(DEV, OpenVault.name("openai")));
      refused(Code.DENIED, () -> stranger.newest(1));
      refused(Code.DENIED, stranger::verify);
      refused(Code.DENIED, () -> stranger.access().policy());
      refused(Code.DENIED, () -> stranger.access().changePolicy("allow everything for uid:1001"));
      refused(Code.DENIED, () -> stranger.access().sessions());
    }
    assertThat(guard.list(Selection.ALL)).hasSize(2);
  }

  @Test
  void prod_needs_a_proof_of_this_session_within_five_minutes() {
    assertThat(reveal(guard, PROD)).isEqualTo("sk-canary-openai");
    refused(Code.PROOF_NEEDED, () -> reveal(guard.as(ELSEWHERE), PROD));
    open.pass(Duration.ofMinutes(5));
    var refusal = refused(Code.PROOF_NEEDED, () -> reveal(guard, PROD));
    assertThat(refusal.code().exitCode()).isEqualTo(4);
    assertThat(refusal.hint()).isEqualTo("keymaster unlock");
    assertThat(reveal(guard, DEV)).isEqualTo("sk-canary-openai");
    guard.provenBy(open.reopen(PERSON));
    assertThat(reveal(guard, PROD)).isEqualTo("sk-canary-openai");
    refused(Code.PROOF_NEEDED, () -> reveal(guard.as(ELSEWHERE), PROD));
  }

  @Test
  void an_agent_in_a_persons_session_does_not_share_its_proof() {
    Caller within = SteadyVault.caller(1000, 40, "codex", "pts/3");
    refused(Code.PROOF_NEEDED, () -> release(guard.as(within), PROD, DELIVER));
    assertThat(release(guard, PROD, DELIVER)).isEqualTo("sk-canary-openai");
  }

  @Test
  void SL12_a_proof_does_not_hold_when_the_clock_is_put_back() {
    open.pass(Duration.ofDays(-3650));
    refused(Code.PROOF_NEEDED, () -> reveal(guard, PROD));
    open.pass(Duration.ofDays(7300));
    refused(Code.PROOF_NEEDED, () -> reveal(guard, PROD));
  }

  @Test
  void who_is_asked_for_a_proof_at_a_terminal_is_not_recorded_as_refused_but_a_script_is() {
    open.pass(Duration.ofMinutes(6));
    refused(Code.PROOF_NEEDED, () -> reveal(guard, PROD));
    assertThat(open.recorded(EventKind.DENIED, "")).isZero();
    refused(Code.PROOF_NEEDED, () -> reveal(guard.as(SCRIPT), PROD));
    assertThat(open.recorded(EventKind.DENIED, "")).isEqualTo(1);
  }

  @Test
  void F6_the_eleventh_prod_value_within_a_minute_is_refused_also_after_a_restart() {
    for (int i = 0; i < 10; i++) {
      reveal(guard, PROD);
      open.pass(Duration.ofSeconds(1));
    }
    var refusal = refused(Code.DENIED, () -> reveal(guard, PROD));
    assertThat(refusal).hasMessageContaining("to 10 a minute");
    assertThat(refusal.hint()).startsWith("wait 50 s");
    refused(Code.DENIED, () -> reveal(open.reopen(ELSEWHERE), PROD));
    assertThat(reveal(guard, DEV)).isNotEmpty();
    open.pass(Duration.ofSeconds(51));
    assertThat(reveal(guard, PROD)).isNotEmpty();
  }

  private static void count(AtomicInteger got, Runnable attempt) {
    try {
      attempt.run();
      got.incrementAndGet();
    } catch (KeymasterException refused) {
      assertThat(refused.code()).isEqualTo(Code.DENIED);
    }
  }

  @Test
  void F6_ST2_a_limit_holds_when_many_ask_at_once() throws Exception {
    AtomicInteger got = new AtomicInteger();
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        crowd.execute(() -> {
          count(got, () -> reveal(guard, PROD));
        });
      }
    }
    assertThat(got).hasValue(10);
  }

  @Test
  void F6_thirty_writes_a_minute_and_an_import_is_one() {
    var many =
        IntStream.range(0, 40)
            .mapToObj(i ->
                OpenVault.key(
                    DEV, "many" + i, "sk-canary-" + i, dev.keymaster.model.NewKey.Mode.CREATE))
            .toList();
    guard.store(many, EventKind.IMPORT);
    for (int i = 0; i < 29; i++) {
      open.pass(Duration.ofMillis(10));
      SteadyVault.store(guard, DEV, "key" + i);
    }
    refused(Code.DENIED, () -> guard.remove(DEV, OpenVault.name("key1")));
  }

  @Test
  void F6_counts_are_kept_in_the_head_and_hold_without_reading_the_log() {
    for (int i = 0; i < 10; i++) {
      open.pass(Duration.ofMillis(10));
      reveal(guard, PROD);
    }
    Guard next = open.reopen(PERSON);
    open.memory.tamper(
        contents -> contents.events().replaceAll((n, event) -> new byte[event.length]));
    refused(Code.DENIED, () -> reveal(next, PROD));
    assertThat(reveal(next, DEV)).isEqualTo("sk-canary-openai");
  }

  @Test
  void F6_a_new_limit_counts_what_was_done_before_it() {
    for (int i = 0; i < 5; i++) {
      open.pass(Duration.ofMillis(10));
      reveal(guard, DEV);
    }
    guard.access().changePolicy(DefaultPolicy.TEXT + "\nlimit reveal in dev to 5 a minute\n");
    refused(Code.DENIED, () -> reveal(guard, DEV));
    open.pass(Duration.ofMinutes(1));
    reveal(guard, DEV);
  }

  @Test
  void F6_ST2_a_run_counts_although_others_of_its_process_share_the_commit() throws Exception {
    AtomicInteger got = new AtomicInteger();
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 300; i++) {
        crowd.execute(() -> count(got, () -> release(guard, DEV, DELIVER)));
      }
    }
    assertThat(got).hasValue(120);
  }

  @Test
  void F6_more_than_six_hundred_values_of_dev_are_told_once() {
    for (int i = 0; i < 603; i++) {
      open.pass(Duration.ofMillis(1));
      reveal(guard, DEV);
    }
    assertThat(open.recorded(EventKind.BURST, "600 a minute")).isEqualTo(1);
  }

  @Test
  void a_policy_is_changed_in_the_vault_and_that_is_recorded() {
    guard.access().changePolicy(DefaultPolicy.TEXT + "\ndeny list in prod\n");
    assertThat(open.last().kind()).isEqualTo(EventKind.POLICY);
    assertThat(guard.list(Selection.ALL)).extracting(key -> key.environment()).containsOnly(DEV);
    assertThat(open.reopen(PERSON).access().policy()).endsWith("deny list in prod\n");
  }

  @Test
  void a_policy_is_not_changed_by_a_mistake_nor_without_a_proof_nor_by_an_agent() {
    refused(Code.USAGE, () -> guard.access().changePolicy("allow flying"));
    var shut = refused(Code.USAGE, () -> guard.access().changePolicy("allow list"));
    assertThat(shut).hasMessageContaining("could not change it any more");
    refused(Code.DENIED, () -> guard.as(AGENT).access().changePolicy("allow everything"));
    refused(Code.PROOF_NEEDED, () -> guard.as(ELSEWHERE).access().changePolicy("allow everything"));
    assertThat(guard.access().policy()).isEqualTo(DefaultPolicy.TEXT);
  }

  @Test
  void a_change_of_service_is_asked_of_both() {
    guard.access().changePolicy("deny edit of stripe\nallow everything");
    KeyEdit edit =
        new KeyEdit(
            new ServiceName("stripe"),
            List.of(),
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            Map.of(),
            Set.of());
    refused(Code.DENIED, () -> guard.edit(DEV, OpenVault.name("openai"), edit));
    guard.access().changePolicy("deny edit of openai\nallow everything");
    refused(Code.DENIED, () -> guard.edit(DEV, OpenVault.name("openai"), edit));
  }

  @Test
  void a_key_stored_for_some_serves_nobody_else() {
    guard
        .access()
        .changePolicy(
            "deny reveal, deliver in dev key openai unless program:deploy\n" + DefaultPolicy.TEXT);
    refused(Code.DENIED, () -> reveal(guard, DEV));
    Origin.Program deploy = new Origin.Program(9, "sh", "deploy", 1);
    Caller within =
        new Caller(1000, 9, "sh", new Origin(List.of(deploy), "", PERSON.origin().session(), "/"));
    assertThat(reveal(guard.as(within), DEV)).isNotEmpty();
  }

  @Test
  void a_decision_is_explained_without_being_made() {
    long before = open.guard.newest(1).getFirst().number();
    PolicyAnswer agent =
        guard
            .access()
            .explain(new PolicyQuestion("reveal", PROD, OpenVault.name("openai"), "agent:codex"));
    assertThat(agent.effect()).isEqualTo("deny");
    assertThat(agent.caller()).isEqualTo("agent");
    assertThat(agent.why()).contains("deny reveal for agent");
    assertThat(agent.because()).isEqualTo("keymaster run -- COMMAND");
    PolicyAnswer self =
        guard.access().explain(new PolicyQuestion("reveal", PROD, OpenVault.name("none"), null));
    assertThat(self.effect()).isEqualTo("allow");
    assertThat(self.why()).startsWith("role admin, line ");
    assertThat(self.stepUp()).contains("step-up reveal");
    assertThat(self.limits()).hasSize(2);
    assertThat(open.last().number()).isEqualTo(before);
    for (String as : List.of("person", "script", "anyone", "program:make", "uid:1000")) {
      assertThat(guard.access().explain(new PolicyQuestion("list", null, null, as)).effect())
          .as(as)
          .isEqualTo("allow");
    }
    for (String as : List.of("stranger", "uid:7")) {
      assertThat(guard.access().explain(new PolicyQuestion("list", null, null, as)).effect())
          .as(as)
          .isEqualTo("deny");
    }
    refused(Code.USAGE, () -> guard.access().explain(new PolicyQuestion("fly", null, null, null)));
    refused(
        Code.USAGE, () -> guard.access().explain(new PolicyQuestion("list", null, null, "cat")));
  }

  @Test
  void roles_are_listed() {
    assertThat(guard.access().roles())
        .extracting(RoleEntry::name)
        .containsExactly("viewer", "user", "operator", "admin");
  }

  @Test
  void sessions_are_listed_and_ended() {
    guard.as(ELSEWHERE).list(Selection.ALL);
    var sessions = guard.access().sessions();
    assertThat(sessions).hasSize(2);
    var other = sessions.stream().filter(session -> !session.own()).findFirst().orElseThrow();
    assertThat(other.terminal()).isEqualTo("pts/4");
    assertThat(other.requests()).isEqualTo(1);
    refused(Code.NOT_FOUND, () -> guard.access().revoke("zz"));
    refused(Code.DENIED, () -> guard.as(AGENT).access().revoke(other.id()));
    guard.access().revoke(other.id());
    assertThat(open.last().kind()).isEqualTo(EventKind.SESSION);
    refused(Code.PROOF_NEEDED, () -> guard.as(ELSEWHERE).list(Selection.ALL));
    refused(Code.PROOF_NEEDED, () -> reveal(guard.as(ELSEWHERE), DEV));
    open.pass(Duration.ofSeconds(1));
    guard.provenBy(open.reopen(ELSEWHERE));
    assertThat(guard.as(ELSEWHERE).list(Selection.ALL)).hasSize(2);
  }

  @Test
  void what_is_asked_waits_for_a_persons_answer() {
    guard.access().changePolicy("ask deliver for agent\n" + DefaultPolicy.TEXT);
    var refusal = refused(Code.APPROVAL_NEEDED, () -> release(guard.as(AGENT), DEV, DELIVER));
    assertThat(refusal.code().exitCode()).isEqualTo(5);
    assertThat(refusal.hint()).contains("keymaster approve allow ");
    refused(Code.APPROVAL_NEEDED, () -> release(guard.as(AGENT), DEV, DELIVER));
    var waiting = guard.access().approvals();
    assertThat(waiting).hasSize(1);
    assertThat(waiting.getFirst().request()).isEqualTo("deliver of km://dev/openai");
    assertThat(waiting.getFirst().who()).contains("user 1000", "claude-code", "sh");
    assertThat(waiting.getFirst().directory()).isEqualTo("/home/person");
    String id = waiting.getFirst().id();
    refused(Code.DENIED, () -> guard.as(AGENT).access().answer(id, true, true));
    guard.access().answer(id, true, true);
    assertThat(open.last().kind()).isEqualTo(EventKind.APPROVAL);
    assertThat(guard.access().approvals()).isEmpty();
    assertThat(release(guard.as(AGENT), DEV, DELIVER)).isNotEmpty();
    refused(Code.APPROVAL_NEEDED, () -> release(guard.as(AGENT), DEV, DELIVER));
  }

  @Test
  void an_answer_may_hold_for_fifteen_minutes_or_be_no_and_none_is_no() {
    guard.access().changePolicy("ask deliver for agent\n" + DefaultPolicy.TEXT);
    refused(Code.APPROVAL_NEEDED, () -> release(guard.as(AGENT), DEV, DELIVER));
    guard.access().answer(guard.access().approvals().getFirst().id(), true, false);
    for (int i = 0; i < 3; i++) {
      assertThat(release(guard.as(AGENT), DEV, DELIVER)).isNotEmpty();
    }
    Caller another = SteadyVault.caller(1000, 90, "codex", "");
    refused(Code.APPROVAL_NEEDED, () -> release(guard.as(another), DEV, DELIVER));
    guard.access().answer(guard.access().approvals().getFirst().id(), false, false);
    refused(Code.APPROVAL_NEEDED, () -> release(guard.as(another), DEV, DELIVER));
    open.pass(Duration.ofMinutes(16));
    guard.provenBy(open.reopen(PERSON));
    refused(Code.APPROVAL_NEEDED, () -> release(guard.as(AGENT), DEV, DELIVER));
    assertThat(guard.access().approvals()).hasSize(1);
    refused(Code.NOT_FOUND, () -> guard.access().answer("00", true, true));
  }

  @Test
  void G10_what_is_done_later_is_asked_like_the_doing_and_uses_up_no_answer() {
    guard.access().changePolicy("ask store in dev of openai for agent\n" + DefaultPolicy.TEXT);
    Access agent = guard.as(AGENT).access();
    KeyRef there = new KeyRef(DEV, OpenVault.name("openai"));
    KeyRef later = new KeyRef(DEV, OpenVault.name("later"));
    assertThat(agent.intend(Intent.store(later, ServiceName.CUSTOM)))
        .isEqualTo("user 1000, coding agent claude-code: sh");
    for (Intent asked :
        List.of(Intent.store(there, null), Intent.store(there, ServiceName.CUSTOM))) {
      refused(Code.APPROVAL_NEEDED, () -> agent.intend(asked));
    }
    refused(
        Code.APPROVAL_NEEDED, () -> agent.intend(Intent.store(later, new ServiceName("openai"))));
    guard.access().approvals().forEach(each -> guard.access().answer(each.id(), true, true));
    agent.intend(Intent.store(there, null));
    agent.intend(Intent.store(there, null));
    SteadyVault.store(guard.as(AGENT), DEV, "openai");
    refused(Code.APPROVAL_NEEDED, () -> agent.intend(Intent.store(there, null)));
    refused(Code.PROOF_NEEDED, () -> agent.intend(Intent.rotate(new KeyRef(PROD, there.name()))));
    refused(Code.DENIED, () -> agent.intend(Intent.provider()));
    assertThat(open.last().kind()).isEqualTo(EventKind.DENIED);
    refused(Code.NOT_FOUND, () -> agent.intend(Intent.rotate(later)));
    refused(Code.DENIED, () -> agent.intend(Intent.adopt(later, ServiceName.CUSTOM)));
    assertThat(open.last().subject()).as("an agent may store it").isEqualTo("provider");
    Event before = open.last();
    guard.access().intend(Intent.provider());
    assertThat(open.last()).as("nothing is recorded of what may be done").isEqualTo(before);
  }
}
