package dev.keymaster.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.AlertRule;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertStateTests {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(30);

  private AlertState state = AlertState.beginning(0, List.of());
  private Instant now = NOW;
  private List<AlertRule> rules = AlertRule.DEFAULTS;

  private Event event(EventKind kind, String program, String subject) {
    return new Event(state.next(), now, kind, new Caller(1000, 42, program), subject, "");
  }

  private void happened(EventKind kind, String program, String subject) {
    state.look(event(kind, program, subject), rules, now);
  }

  /** What is handed out, as rule and event. */
  private List<String> told() {
    return taken().stream().map(one -> one.rule() + " " + one.event().subject()).toList();
  }

  private List<Pending> taken() {
    List<Pending> taken = state.take(target -> true, now, LEASE);
    taken.forEach(one -> state.delivered(one.id()));
    return taken;
  }

  private static AlertRule rule(String name, AlertRule.@Nullable Burst burst, EventKind... kinds) {
    return new AlertRule(
        name,
        Set.of(kinds),
        null,
        null,
        null,
        burst,
        false,
        false,
        List.of(new AlertTarget.Desktop()));
  }

  private static AlertRule any(EventKind... kinds) {
    return new AlertRule(
        "any",
        Set.of(kinds),
        null,
        null,
        null,
        null,
        false,
        false,
        List.of(new AlertTarget.Desktop()));
  }

  @Test
  void F8_a_reveal_in_prod_is_told_and_one_in_dev_is_not() {
    happened(EventKind.REVEAL, "sh", "km://dev/openai#1");
    happened(EventKind.REVEAL, "sh", "km://prod/openai#1");
    happened(EventKind.DELIVER, "sh", "km://prod/stripe#1");
    assertThat(told()).containsExactly("prod-reveal km://prod/openai#1");
  }

  @Test
  void F8_whatever_the_policy_takes_for_prod_is_told() {
    happened(EventKind.REVEAL, "sh", "km://prod-eu/openai#1");
    happened(EventKind.REVEAL, "sh", "km://production/openai#1");
    assertThat(told())
        .containsExactly(
            "prod-reveal km://prod-eu/openai#1", "prod-reveal km://production/openai#1");
  }

  @Test
  void F8_a_refusal_a_limit_and_a_failed_unlock_are_told() {
    happened(EventKind.DENIED, "claude", "km://prod/openai");
    happened(EventKind.BURST, "sh", "");
    happened(EventKind.UNLOCK_FAILED, "sh", "");
    assertThat(told()).containsExactly("refused km://prod/openai", "refused ", "tamper ");
  }

  @Test
  void F8_a_program_is_told_the_first_time_it_takes_a_key_but_for_the_very_first() {
    happened(EventKind.REVEAL, "sh", "km://dev/openai#1");
    happened(EventKind.REVEAL, "node", "km://dev/openai#1");
    now = NOW.plus(Duration.ofHours(1));
    happened(EventKind.REVEAL, "node", "km://dev/openai#1");
    happened(EventKind.STORE, "vi", "km://dev/openai#2");
    assertThat(taken())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.rule()).isEqualTo("new-program");
          assertThat(one.event().caller().program()).isEqualTo("node");
        });
  }

  @Test
  void what_is_in_the_log_already_is_learnt_from_and_not_told() {
    Event before = event(EventKind.REVEAL, "node", "km://prod/openai#1");
    state = AlertState.beginning(1, List.of(before));
    assertThat(state.waiting()).isZero();
    happened(EventKind.REVEAL, "node", "km://dev/openai#1");
    assertThat(told()).isEmpty();
  }

  @Test
  void F8_a_burst_is_told_once_it_is_one_and_again_after_as_many_more() {
    rules = List.of(rule("burst", new AlertRule.Burst(3, Duration.ofMinutes(1)), EventKind.REVEAL));
    for (int i = 0; i < 2; i++) {
      happened(EventKind.REVEAL, "sh", "km://dev/a" + i + "#1");
    }
    assertThat(state.waiting()).isZero();
    happened(EventKind.REVEAL, "sh", "km://dev/c#1");
    assertThat(taken()).singleElement().satisfies(one -> assertThat(one.count()).isEqualTo(3));
    now = NOW.plus(Duration.ofMinutes(2));
    happened(EventKind.REVEAL, "sh", "km://dev/d#1");
    now = now.plus(Duration.ofSeconds(61));
    happened(EventKind.REVEAL, "sh", "km://dev/e#1");
    happened(EventKind.REVEAL, "sh", "km://dev/f#1");
    assertThat(told()).isEmpty();
    happened(EventKind.REVEAL, "sh", "km://dev/g#1");
    assertThat(told()).containsExactly("burst km://dev/g#1");
  }

  @Test
  void the_same_thing_is_told_once_a_minute_with_its_count() {
    for (int i = 0; i < 5; i++) {
      happened(EventKind.REVEAL, "sh", "km://prod/openai#1");
    }
    happened(EventKind.REVEAL, "sh", "km://prod/stripe#1");
    assertThat(told())
        .containsExactly("prod-reveal km://prod/openai#1", "prod-reveal km://prod/stripe#1");
    now = NOW.plus(AlertState.QUIET);
    happened(EventKind.REVEAL, "sh", "km://prod/openai#1");
    assertThat(taken()).singleElement().satisfies(one -> assertThat(one.count()).isEqualTo(5));
  }

  @Test
  void environment_key_and_program_are_patterns() {
    AlertRule rule =
        new AlertRule(
            "narrow",
            Set.of(EventKind.REVEAL),
            "prod*",
            "stripe*",
            "dep*",
            null,
            false,
            false,
            List.of(new AlertTarget.Desktop()));
    rules = List.of(rule);
    happened(EventKind.REVEAL, "deploy", "km://prod-eu/stripe/live#1");
    happened(EventKind.REVEAL, "deploy", "km://dev/stripe/live#1");
    happened(EventKind.REVEAL, "deploy", "km://prod-eu/openai#1");
    happened(EventKind.REVEAL, "sh", "km://prod-eu/stripe/live#1");
    happened(EventKind.REVEAL, "deploy", "something else");
    happened(EventKind.REVEAL, "deploy", "km://?");
    assertThat(told()).containsExactly("narrow km://prod-eu/stripe/live#1");
  }

  @Test
  void an_alert_about_an_alert_is_never_raised() {
    rules = List.of(any(EventKind.ALERT, EventKind.DENIED));
    happened(EventKind.ALERT, "keymaster", "webhook");
    assertThat(told()).isEmpty();
  }

  @Test
  void what_happened_long_ago_is_told_no_more() {
    Event old = event(EventKind.DENIED, "sh", "km://prod/openai");
    now = NOW.plus(AlertState.STALE).plusSeconds(1);
    state.look(old, rules, now);
    assertThat(told()).isEmpty();
    happened(EventKind.DENIED, "sh", "km://prod/openai");
    now = now.plus(AlertState.STALE).plusSeconds(1);
    assertThat(told()).isEmpty();
    assertThat(state.waiting()).isZero();
  }

  @Test
  void the_queue_is_bounded_and_counts_what_it_lost() {
    for (int i = 0; i < AlertState.MOST_PENDING + 3; i++) {
      happened(EventKind.DENIED, "sh", "km://prod/k" + i);
    }
    assertThat(state.waiting()).isEqualTo(AlertState.MOST_PENDING);
    assertThat(state.dropped()).isEqualTo(3);
    assertThat(told().getFirst()).isEqualTo("refused km://prod/k3");
    assertThat(state.encoded()).hasSizeLessThan(1 << 16);
  }

  @Test
  void known_programs_are_bounded_and_beyond_them_none_is_called_new() {
    List<Event> before = new ArrayList<>();
    for (int i = 0; i < AlertState.MOST_PROGRAMS + 1; i++) {
      before.add(event(EventKind.REVEAL, "p" + i, "km://dev/openai#1"));
    }
    state = AlertState.beginning(0, before);
    happened(EventKind.REVEAL, "another", "km://dev/openai#1");
    assertThat(told()).isEmpty();
    assertThat(state.encoded()).hasSizeLessThan(1 << 16);
  }

  @Test
  void what_was_handed_out_comes_again_when_its_lease_is_over_unless_delivered() {
    happened(EventKind.DENIED, "sh", "km://prod/openai");
    assertThat(state.isDue(target -> true, now)).isTrue();
    assertThat(state.isDue(target -> false, now)).isFalse();
    assertThat(state.take(target -> true, now, LEASE)).hasSize(1);
    assertThat(state.take(target -> true, now, LEASE)).isEmpty();
    now = now.plus(LEASE);
    List<Pending> again = state.take(target -> true, now, LEASE);
    assertThat(again).hasSize(1);
    state.delivered(again.getFirst().id());
    assertThat(state.isWaiting(again.getFirst().id())).isFalse();
  }

  @Test
  void a_failure_is_tried_again_ever_later_and_given_up_in_the_end() {
    happened(EventKind.DENIED, "sh", "km://prod/openai");
    long id = state.take(target -> true, now, LEASE).getFirst().id();
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waits.add(Duration.between(now, state.failed(id, now).orElseThrow().next()));
      assertThat(state.isWaiting(id)).isTrue();
    }
    assertThat(waits)
        .containsExactly(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofHours(1));
    assertThat(state.failed(id, now)).isPresent();
    assertThat(state.isWaiting(id)).isFalse();
    assertThat(state.failed(id, now)).isEmpty();
  }

  @Test
  void the_state_is_the_same_after_a_restart() {
    AlertRule many = rule("many", new AlertRule.Burst(9, Duration.ofHours(1)), EventKind.DENIED);
    AlertRule all =
        new AlertRule(
            "all",
            Set.of(EventKind.DENIED),
            null,
            null,
            null,
            null,
            false,
            false,
            List.of(
                new AlertTarget.Desktop(),
                new AlertTarget.Command(List.of("/bin/true", "")),
                new AlertTarget.Webhook(URI.create("https://alerts.example/x"))));
    rules = List.of(many, all);
    happened(EventKind.REVEAL, "sh", "km://prod/openai");
    happened(EventKind.DENIED, "sh", "km://prod/openai");
    AlertState read = AlertState.of(state.encoded());
    assertThat(read.encoded()).isEqualTo(state.encoded());
    assertThat(read.next()).isEqualTo(2);
    assertThat(read.changed()).isFalse();
    assertThat(read.take(target -> true, now, LEASE))
        .extracting(Pending::target)
        .containsExactlyElementsOf(all.targets());
    read.forget("all");
    read.forget("many");
    assertThat(read.waiting()).isZero();
  }

  @Test
  void what_was_erased_from_the_log_is_passed_over() {
    state.skipTo(500);
    assertThat(state.next()).isEqualTo(500);
    state.skipTo(3);
    assertThat(state.next()).isEqualTo(500);
  }

  @Test
  void a_book_of_rules_is_the_same_after_a_restart_and_keeps_its_keys() {
    AlertBook book = AlertBook.of(null);
    assertThat(book.rules()).isEqualTo(AlertRule.DEFAULTS);
    AlertRule hooked =
        new AlertRule(
            "hooked",
            Set.of(EventKind.REVEAL, EventKind.DENIED),
            "prod",
            "*",
            "sh",
            new AlertRule.Burst(2, Duration.ofSeconds(90)),
            true,
            true,
            List.of(new AlertTarget.Webhook(URI.create("http://127.0.0.1:8080/x"))));
    book.add(hooked, new byte[] {1, 2, 3});
    AlertBook read = AlertBook.of(book.encoded());
    assertThat(read.rules()).isEqualTo(book.rules());
    assertThat(read.key("hooked")).containsExactly(1, 2, 3);
    assertThat(read.key("refused")).isNull();
    assertThatThrownBy(() -> read.add(hooked, new byte[0]))
        .isInstanceOf(KeymasterException.class)
        .hasMessage("there is an alert hooked already");
    read.remove("hooked");
    assertThatThrownBy(() -> read.remove("hooked")).hasMessage("no alert 'hooked'");
    assertThat(read.rules()).isEqualTo(AlertRule.DEFAULTS);
  }

  @Test
  void there_are_so_many_rules_and_no_more() {
    AlertBook book = AlertBook.of(null);
    for (int i = book.rules().size(); i < 64; i++) {
      book.add(rule("r" + i, null, EventKind.DENIED), new byte[0]);
    }
    assertThatThrownBy(() -> book.add(any(EventKind.DENIED), new byte[0]))
        .hasMessage("there are 64 alerts already");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://alerts.example/x",
        "ftp://127.0.0.1/x",
        "https:///x",
        "https://me:pw@alerts.example/",
        "https://alerts.example/#x",
        "http://127.0.0.1.alerts.example/",
        "http://localhost.alerts.example/",
        "not an address",
        "alerts.example"
      })
  void a_web_hook_is_safe_on_the_way_or_refused(String address) {
    assertThatThrownBy(() -> AlertTarget.Webhook.parse(address))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.USAGE));
  }

  @Test
  void a_target_is_shown_without_what_may_be_secret_in_it() {
    assertThat(AlertTarget.Webhook.parse("https://hooks.example/T0/sk-canary-1?x=y").shown())
        .isEqualTo("webhook hooks.example");
    assertThat(AlertTarget.Webhook.parse("http://[::1]:99/").shown()).isEqualTo("webhook [::1]:99");
    assertThat(new AlertTarget.Command(List.of("/bin/x", "--key=y")).shown())
        .isEqualTo("command /bin/x");
  }

  @Test
  void rules_and_targets_that_could_do_nothing_are_refused() {
    refused(() -> new AlertTarget.Command(List.of()));
    refused(() -> new AlertTarget.Command(List.of("notify-send")));
    refused(() -> new AlertTarget.Command(List.of("/bin/x", "a\0b")));
    refused(() -> new AlertTarget.Command(List.of("/bin/x", "y".repeat(5_000))));
    refused(() -> new AlertRule.Burst(1, Duration.ofSeconds(5)));
    refused(() -> new AlertRule.Burst(2, Duration.ofDays(2)));
    refused(() -> rule("Big", null, EventKind.DENIED));
    refused(() -> any());
    refused(() ->
        new AlertRule(
            "x",
            Set.of(EventKind.DENIED),
            "",
            null,
            null,
            null,
            false,
            false,
            List.of(new AlertTarget.Desktop())));
    refused(() ->
        new AlertRule(
            "x", Set.of(EventKind.DENIED), null, null, null, null, false, false, List.of()));
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.USAGE));
  }
}
