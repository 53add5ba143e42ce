package dev.keymaster.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Asked;
import dev.keymaster.model.Asked.Outcome;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Doorbell;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.PendingApproval;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which channel counts when a person is to be asked, and what comes of it. */
class LocalQuestionsTests {
  private final SteadyEngine vault = new SteadyEngine();
  private final List<PendingApproval> shown = new ArrayList<>();

  @BeforeEach
  void policyAsks() {
    vault.engine.access().changePolicy("ask deliver\n" + vault.engine.access().policy());
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private Asked asked(Caller caller, boolean terminal, Doorbell.Answer answer) {
    return asked(
        caller,
        terminal,
        (request, patience, elsewhere) -> {
          assertThat(patience).isLessThanOrEqualTo(Duration.ofMinutes(1));
          shown.add(request);
          return answer;
        });
  }

  private Asked asked(Caller caller, boolean terminal, Doorbell bell) {
    refused(caller);
    vault.engine.ringing(bell);
    return vault.engine.as(caller).questions().ask(terminal);
  }

  private void refused(Caller caller) {
    assertThatThrownBy(() -> vault.release(caller))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.APPROVAL_NEEDED));
  }

  private String lastDetail() {
    var last = vault.engine.log().newest(1).getFirst();
    assertThat(last.kind()).isEqualTo(EventKind.APPROVAL);
    return last.detail();
  }

  @Test
  void a_yes_on_the_desktop_serves_once_or_for_a_while_and_only_that_session() {
    Asked asked = asked(SteadyEngine.AGENT, false, Doorbell.Answer.ONCE);
    assertThat(asked.outcome()).isEqualTo(Outcome.ALLOWED);
    assertThat(shown.getFirst().request()).isEqualTo("deliver of km://dev/openai");
    assertThat(shown.getFirst().who()).contains("user 1000", "claude-code", "sh");
    assertThat(shown.getFirst().directory()).isEqualTo("/work");
    assertThat(lastDetail()).contains("allowed once", "on the desktop");
    refused(SteadyEngine.PERSON);
    vault.release(SteadyEngine.AGENT);
    assertThat(asked(SteadyEngine.AGENT, false, Doorbell.Answer.FOR_A_WHILE).outcome())
        .isEqualTo(Outcome.ALLOWED);
    vault.release(SteadyEngine.AGENT);
    vault.release(SteadyEngine.AGENT);
    vault.pass(Duration.ofMinutes(15));
    refused(SteadyEngine.AGENT);
  }

  @Test
  void no_and_silence_allow_nothing_and_are_recorded() {
    assertThat(asked(SteadyEngine.AGENT, false, Doorbell.Answer.NO).outcome())
        .isEqualTo(Outcome.REFUSED);
    assertThat(lastDetail()).contains("refused", "on the desktop");
    refused(SteadyEngine.AGENT);
    assertThat(asked(SteadyEngine.AGENT, false, Doorbell.Answer.NONE).outcome())
        .isEqualTo(Outcome.UNANSWERED);
    assertThat(lastDetail()).isEqualTo("not answered on the desktop");
    refused(SteadyEngine.AGENT);
    assertThat(vault.engine.access().approvals()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"true, true, ALLOWED", "true, false, ALLOWED", "false, false, REFUSED"})
  void a_question_ends_when_it_is_answered_elsewhere(boolean yes, boolean once, Outcome outcome) {
    Doorbell bell =
        (request, patience, elsewhere) -> {
          assertThat(elsewhere.getAsBoolean()).isFalse();
          vault.engine.access().answer(request.id(), yes, once);
          return elsewhere.getAsBoolean() ? Doorbell.Answer.ELSEWHERE : Doorbell.Answer.NONE;
        };
    assertThat(asked(SteadyEngine.AGENT, false, bell).outcome()).isEqualTo(outcome);
    assertThat(lastDetail()).contains(yes ? "allowed" : "refused").doesNotContain("desktop");
  }

  @Test
  void without_a_desktop_nobody_is_asked() {
    Asked asked =
        asked(
            SteadyEngine.AGENT,
            false,
            (request, patience, elsewhere) -> {
              throw new IOException("there is no desktop");
            });
    assertThat(asked.outcome()).isEqualTo(Outcome.NOBODY);
    assertThat(asked.request().id()).hasSize(8);
  }

  @Test
  void the_terminal_of_a_person_counts_and_below_a_coding_agent_the_same_one_does_not() {
    assertThat(asked(SteadyEngine.PERSON, true, Doorbell.Answer.NO).outcome())
        .isEqualTo(Outcome.TERMINAL);
    assertThat(shown).isEmpty();
    assertThat(asked(SteadyEngine.AGENT, true, Doorbell.Answer.NO).outcome())
        .isEqualTo(Outcome.REFUSED);
    assertThat(asked(SteadyEngine.caller(70, "", ""), true, Doorbell.Answer.NO).outcome())
        .as("a script that claims a terminal")
        .isEqualTo(Outcome.REFUSED);
    assertThat(shown).hasSize(2);
  }

  @Test
  void what_is_asked_is_what_was_tried_last_in_this_session() {
    refused(SteadyEngine.AGENT);
    refused(SteadyEngine.PERSON);
    String first = asked(SteadyEngine.AGENT, false, Doorbell.Answer.NONE).request().id();
    assertThat(asked(SteadyEngine.AGENT, false, Doorbell.Answer.NONE).request().id())
        .isEqualTo(first);
    assertThatThrownBy(
            () -> vault.engine.as(SteadyEngine.caller(90, "codex", "")).questions().ask(false))
        .hasMessageContaining("nothing of this session waits");
  }
}
