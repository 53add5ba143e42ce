package dev.keymaster.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.AddedAlert;
import dev.keymaster.model.Alert;
import dev.keymaster.model.AlertRule;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuardedAlertsTests {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_100L);
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final OpenVault vault = new OpenVault();
  private final GuardedAlerts alerts = vault.guard.alerts();

  private static AlertRule onStore() {
    return new AlertRule(
        "stored",
        Set.of(EventKind.STORE),
        null,
        null,
        null,
        null,
        false,
        false,
        List.of(AlertTarget.Webhook.parse("https://alerts.example/")));
  }

  private AddedAlert added(boolean signed) {
    return alerts.add(onStore(), signed, vault.ports.randomness());
  }

  private List<Alert> take(GuardedAlerts from) {
    return from.take(target -> true, NOW, LEASE);
  }

  private Event last() {
    return vault.guard.newest(1).getLast();
  }

  @Test
  void what_happens_after_a_rule_is_made_is_told_even_by_another_process() {
    assertThat(added(false).signingKey()).isNull();
    vault.add(OpenVault.DEV, "openai", "sk-canary-1");
    Guard reopened = vault.reopen();
    assertThat(reopened.alerts().due(target -> true, NOW)).isTrue();
    assertThat(take(reopened.alerts()))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.rule()).isEqualTo("stored");
          assertThat(alert.line()).isEqualTo("store of km://dev/openai#1 by tests");
        });
    assertThat(take(alerts)).isEmpty();
    assertThat(alerts.waiting()).isEqualTo(1);
  }

  @Test
  void what_is_delivered_waits_no_more() {
    added(false);
    vault.add(OpenVault.DEV, "openai", "sk-canary-1");
    alerts.delivered(take(alerts).getFirst());
    assertThat(alerts.waiting()).isZero();
    assertThat(alerts.due(target -> true, NOW.plus(LEASE))).isFalse();
  }

  @Test
  void F8_a_failed_delivery_is_recorded_and_tried_again() {
    added(false);
    vault.add(OpenVault.DEV, "openai", "sk-canary-1");
    Alert alert = take(alerts).getFirst();
    alerts.failed(alert, "it answered 500", NOW);
    assertThat(last().kind()).isEqualTo(EventKind.ALERT);
    assertThat(last().subject()).isEqualTo("stored");
    assertThat(last().detail()).isEqualTo("not delivered: webhook alerts.example: it answered 500");
    assertThat(alerts.due(target -> true, NOW)).isFalse();
    assertThat(alerts.due(target -> true, NOW.plusSeconds(5))).isTrue();
    for (int i = 0; i < 5; i++) {
      alerts.failed(alert, "it answered 500", NOW);
    }
    assertThat(last().detail()).endsWith("; given up");
    assertThat(alerts.waiting()).isZero();
  }

  @Test
  void a_queue_that_overflows_is_recorded() {
    added(false);
    for (int i = 0; i < 260; i++) {
      vault.add(OpenVault.DEV, "k" + i, "sk-canary-1");
    }
    assertThat(take(alerts)).hasSize(256);
    assertThat(last().detail()).isEqualTo("not delivered: 4 lost: the queue is full");
  }

  @Test
  void messages_bear_the_key_of_their_rule_which_is_shown_once() {
    AddedAlert added = added(true);
    vault.add(OpenVault.DEV, "openai", "sk-canary-1");
    try (Secret shown = Objects.requireNonNull(added.signingKey());
        Secret used = Objects.requireNonNull(take(alerts).getFirst().signingKey());
        Secret tried =
            Objects.requireNonNull(
                alerts.sample("stored", NOW).orElseThrow().getFirst().signingKey())) {
      assertThat(shown.length()).isEqualTo(32);
      assertThat(used.sameAs(shown)).isTrue();
      assertThat(tried.sameAs(shown)).isTrue();
    }
  }

  @Test
  void rules_are_added_and_removed_with_a_record_and_what_waits_goes_with_them() {
    added(false);
    assertThat(last().detail()).isEqualTo("added");
    vault.add(OpenVault.DEV, "openai", "sk-canary-1");
    assertThat(take(alerts)).hasSize(1);
    alerts.remove("stored");
    assertThat(last().detail()).isEqualTo("removed");
    assertThat(alerts.waiting()).isZero();
    assertThat(alerts.rules()).isEqualTo(AlertRule.DEFAULTS);
    assertThatThrownBy(() -> alerts.remove("stored")).hasMessage("no alert 'stored'");
    assertThat(alerts.sample("stored", NOW)).isEmpty();
  }

  @Test
  void where_nobody_can_be_reached_nothing_is_written() {
    vault.add(OpenVault.PROD, "openai", "sk-canary-1");
    vault.guard.remove(OpenVault.PROD, new dev.keymaster.model.KeyName("openai"));
    assertThat(alerts.due(target -> false, NOW)).isFalse();
    assertThat(alerts.due(target -> true, NOW)).isTrue();
    assertThat(take(alerts)).isEmpty();
    assertThat(alerts.due(target -> true, NOW)).isFalse();
  }
}
