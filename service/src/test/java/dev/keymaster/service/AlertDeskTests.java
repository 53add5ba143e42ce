package dev.keymaster.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.AlertRule;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Release;
import dev.keymaster.testkit.NoHeight;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From an event to its message, and what becomes of one that nobody takes. */
class AlertDeskTests {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final SteadyEngine vault = new SteadyEngine();
  private final FakeCourier courier = new FakeCourier();
  private final AlertDesk desk;

  AlertDeskTests() {
    desk = vault.engine.delivering(courier).desk();
  }

  @BeforeEach
  void nothing_waits() {
    desk.settle(LONG);
    courier.told.clear();
  }

  @AfterEach
  void close() {
    vault.close();
  }

  /** A coding agent is refused a value, which raises {@code refused}. */
  private void refused() {
    assertThatThrownBy(() ->
            vault
                .engine
                .as(SteadyEngine.AGENT)
                .keys()
                .release(List.of(SteadyEngine.REF), new Release(EventKind.REVEAL, "")))
        .isInstanceOf(KeymasterException.class);
  }

  private List<String> failures() {
    return vault.engine.log().newest(100).stream()
        .filter(event -> event.kind() == EventKind.ALERT)
        .map(Event::detail)
        .toList();
  }

  @Test
  void F8_what_is_due_is_delivered_once() {
    refused();
    desk.settle(LONG);
    desk.settle(LONG);
    assertThat(courier.told).hasSize(1).first().asString().startsWith("refused: ");
    assertThat(vault.engine.alerts().waiting()).isZero();
    assertThat(desk.isAgain()).isFalse();
  }

  @Test
  void F8_what_nobody_takes_is_recorded_and_tried_again_when_its_time_has_come() {
    courier.broken = true;
    refused();
    desk.settle(LONG);
    assertThat(failures()).containsExactly("not delivered: desktop: it answered 500");
    desk.settle(LONG);
    assertThat(desk.isAgain()).as("at once").isFalse();
    assertThat(failures()).hasSize(1);
    courier.broken = false;
    vault.pass(Duration.ofSeconds(5));
    assertThat(desk.isAgain()).isTrue();
    desk.settle(LONG);
    assertThat(courier.told).hasSize(1);
    desk.settle(LONG);
    assertThat(desk.isAgain()).isFalse();
  }

  @Test
  void after_six_failures_it_is_given_up() {
    courier.broken = true;
    refused();
    for (int attempt = 0; attempt < 9; attempt++) {
      desk.settle(LONG);
      vault.pass(Duration.ofHours(1));
    }
    assertThat(failures()).hasSize(6).last().asString().endsWith("; given up");
    assertThat(vault.engine.alerts().waiting()).isZero();
  }

  @Test
  void what_cannot_be_reached_from_here_waits_without_a_try() {
    courier.reaches = false;
    refused();
    desk.settle(LONG);
    assertThat(desk.isAgain()).isFalse();
    assertThat(failures()).isEmpty();
    courier.reaches = true;
    desk.settle(LONG);
    assertThat(courier.told).hasSize(1);
  }

  @Test
  void a_changed_vault_is_told_at_once_and_without_the_queue() {
    desk.alarm("the vault was changed by somebody else");
    assertThat(courier.told).containsExactly("tamper: the vault was changed by somebody else");
    courier.reaches = false;
    desk.alarm("again");
    assertThat(courier.told).hasSize(1);
  }

  @Test
  void F8_a_changed_vault_is_told_to_whom_a_rule_names_once_a_minute() {
    AlertTarget program = new AlertTarget.Command(List.of("/bin/tell"));
    AlertRule mine =
        new AlertRule(
            "mine",
            Set.of(EventKind.EXPORT),
            null,
            null,
            null,
            null,
            false,
            true,
            List.of(program));
    vault.engine.alerts().add(mine, false);
    desk.alarm("changed");
    desk.alarm("changed");
    assertThat(courier.told).containsExactlyInAnyOrder("tamper: changed", "mine: changed");
    vault.pass(Duration.ofMinutes(1));
    desk.alarm("again");
    assertThat(courier.told).hasSize(4).contains("mine: again");
  }

  @Test
  void a_sample_says_whether_it_was_taken() {
    assertThat(vault.engine.alerts().test("refused").getFirst().failure()).isEmpty();
    courier.broken = true;
    assertThat(vault.engine.alerts().test("refused").getFirst().failure())
        .isEqualTo("it answered 500");
    assertThatThrownBy(() -> vault.engine.alerts().test("none"))
        .hasMessageContaining("no alert 'none'");
  }

  @Test
  void a_vault_that_is_closed_meanwhile_keeps_no_command_from_its_end() {
    LocalEngine locked =
        new LocalEngine(
            vault.file,
            new NoHeight(),
            bytes -> {},
            vault.engine.clock(),
            SteadyEngine.PERSON,
            List.of());
    locked.delivering(courier).desk().settle(LONG);
    locked.close();
    assertThat(courier.told).isEmpty();
  }
}
