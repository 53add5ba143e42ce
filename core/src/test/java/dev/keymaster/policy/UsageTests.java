package dev.keymaster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Caller;
import dev.keymaster.policy.Usage.Reached;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** F6. */
class UsageTests {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private final Policy policy = DefaultPolicy.policy();
  private final List<Use> uses = new ArrayList<>();

  private static Request prod(Caller caller) {
    return Callers.request(Operation.REVEAL, "prod", caller);
  }

  private void used(int times, Request request, Duration ago) {
    for (int i = 0; i < times; i++) {
      uses.add(new Use(NOW.minus(ago).plusMillis(i), request));
    }
  }

  private @Nullable Reached reached(Request request, int keys) {
    Usage usage = new Usage(policy);
    usage.count(uses, NOW);
    return reached(usage, request, keys);
  }

  private @Nullable Reached reached(Usage usage, Request request, int keys) {
    for (Limit limit : policy.decide(request).limits()) {
      Reached reached = usage.reached(limit, request, keys, NOW);
      if (reached != null) {
        return reached;
      }
    }
    return null;
  }

  @Test
  void the_eleventh_prod_value_within_a_minute_is_one_too_many() {
    used(9, prod(Callers.PERSON), Duration.ofSeconds(50));
    assertThat(reached(prod(Callers.PERSON), 1)).isNull();
    assertThat(reached(prod(Callers.PERSON), 2)).isNotNull();
    used(1, prod(Callers.PERSON), Duration.ofSeconds(20));
    assertThat(reached(prod(Callers.PERSON), 1))
        .satisfies(reached -> assertThat(reached.limit().count()).isEqualTo(10))
        .satisfies(reached -> assertThat(reached.patience()).isEqualTo(Duration.ofSeconds(10)));
  }

  @Test
  void what_was_done_more_than_a_minute_ago_or_by_another_user_does_not_count() {
    used(10, prod(Callers.PERSON), Duration.ofSeconds(61));
    used(10, prod(Callers.OTHER_USER), Duration.ofSeconds(10));
    used(10, Callers.request(Operation.REVEAL, "dev", Callers.PERSON), Duration.ofSeconds(10));
    assertThat(reached(prod(Callers.PERSON), 1)).isNull();
  }

  @Test
  void more_at_once_than_a_limit_has_never_fits() {
    assertThat(reached(prod(Callers.PERSON), 11))
        .satisfies(reached -> assertThat(reached.patience()).isEqualTo(Usage.WINDOW));
  }

  @Test
  void SL12_uses_dated_in_the_future_still_count() {
    used(10, prod(Callers.PERSON), Duration.ofDays(-3650));
    assertThat(reached(prod(Callers.PERSON), 1))
        .satisfies(reached -> assertThat(reached.patience()).isEqualTo(Usage.WINDOW));
  }

  @Test
  void other_environments_have_six_hundred_and_then_an_alert() {
    Request dev = Callers.request(Operation.REVEAL, "dev", Callers.PERSON);
    used(599, dev, Duration.ofSeconds(30));
    assertThat(reached(dev, 1)).isNull();
    used(1, dev, Duration.ofSeconds(20));
    assertThat(reached(dev, 1))
        .satisfies(reached -> assertThat(reached.limit().alertOnly()).isTrue())
        .satisfies(reached -> assertThat(reached.first()).isTrue());
    used(1, dev, Duration.ofSeconds(10));
    assertThat(reached(dev, 1)).satisfies(reached -> assertThat(reached.first()).isFalse());
  }

  @Test
  void deliveries_count_by_program_and_once_for_all_keys_of_a_run() {
    Request make = Callers.request(Operation.DELIVER, "dev", Callers.program("make"));
    for (int run = 0; run < 119; run++) {
      for (int key = 0; key < 5; key++) {
        Request one =
            Callers.request(Operation.DELIVER, "dev", "custom", "key-" + key, make.caller());
        uses.add(new Use(NOW.minusSeconds(50).plusMillis(run), one));
      }
    }
    assertThat(reached(make, 5)).isNull();
    used(1, make, Duration.ofSeconds(5));
    assertThat(reached(make, 5)).isNotNull();
    assertThat(reached(Callers.request(Operation.DELIVER, "dev", Callers.program("cargo")), 5))
        .isNull();
  }

  @Test
  void F6_ST2_requests_of_one_process_that_share_a_commit_are_counted_each() {
    Request make = Callers.request(Operation.DELIVER, "dev", Callers.program("make"));
    for (int run = 0; run < 119; run++) {
      uses.add(new Use(NOW.minusSeconds(5), make));
    }
    assertThat(reached(make, 1)).isNull();
    uses.add(new Use(NOW.minusSeconds(5), make));
    assertThat(reached(make, 1)).isNotNull();
  }

  @Test
  void writes_of_all_kinds_count_together() {
    used(15, Callers.request(Operation.STORE, "dev", Callers.PERSON), Duration.ofSeconds(9));
    used(15, Callers.request(Operation.REMOVE, "dev", Callers.PERSON), Duration.ofSeconds(8));
    assertThat(reached(Callers.request(Operation.EDIT, "dev", Callers.PERSON), 1)).isNotNull();
    assertThat(reached(Callers.request(Operation.LIST, "dev", Callers.PERSON), 1)).isNull();
  }

  private static Use delivery(String program, Duration ago) {
    Request request = Callers.request(Operation.DELIVER, "dev", Callers.program(program));
    return new Use(NOW.minus(ago), request);
  }

  @Test
  void counts_go_on_from_where_another_process_left_them() {
    used(9, prod(Callers.PERSON), Duration.ofSeconds(50));
    Usage before = new Usage(policy);
    before.count(uses, NOW);
    Usage after = new Usage(policy, before.counters(NOW));
    assertThat(reached(after, prod(Callers.PERSON), 1)).isNull();
    after.count(List.of(new Use(NOW, prod(Callers.PERSON))), NOW);
    assertThat(reached(after, prod(Callers.PERSON), 1)).isNotNull();
    assertThat(after.counters(NOW.plus(Usage.WINDOW))).isEmpty();
  }

  @Test
  void a_million_uses_by_a_thousand_programs_stay_small_and_count_in_full() {
    Usage usage = new Usage(policy);
    for (int program = 0; program < 1000; program++) {
      for (int i = 0; i < 1000; i += 10) {
        usage.count(List.of(delivery("p" + program, Duration.ofMillis(50_000 - i))), NOW);
      }
    }
    List<Usage.Counter> counters = usage.counters(NOW);
    assertThat(counters).hasSizeLessThanOrEqualTo(Usage.OWN + policy.limits().size());
    assertThat(counters.stream().mapToInt(counter -> counter.marks().size()).sum())
        .isLessThanOrEqualTo(768);
    long all =
        counters.stream().flatMap(counter -> counter.marks().stream()).mapToLong(Mark::count).sum();
    assertThat(all).isEqualTo(100_000);
  }

  @Test
  void F6_many_program_names_evade_no_limit() {
    Usage usage = new Usage(policy);
    for (int program = 0; program < 200; program++) {
      usage.count(List.of(delivery("p" + program, Duration.ofSeconds(30))), NOW);
    }
    Request fresh = Callers.request(Operation.DELIVER, "dev", Callers.program("another"));
    Request early = Callers.request(Operation.DELIVER, "dev", Callers.program("p0"));
    assertThat(reached(usage, fresh, 1)).isNotNull();
    assertThat(reached(usage, early, 1)).isNull();
    Usage later = new Usage(policy, usage.counters(NOW.plusSeconds(31)));
    assertThat(reached(later, fresh, 1)).isNull();
  }

  @Test
  void whoever_was_counted_with_others_stays_with_them_for_a_minute() {
    Usage usage = new Usage(policy);
    for (int program = 0; program < Usage.OWN; program++) {
      usage.count(List.of(delivery("p" + program, Duration.ofSeconds(59))), NOW);
    }
    usage.count(List.of(delivery("late", Duration.ofSeconds(30))), NOW);
    Instant then = NOW.plusSeconds(2);
    Request late = Callers.request(Operation.DELIVER, "dev", Callers.program("late"));
    usage.count(List.of(new Use(then, late)), then);
    assertThat(usage.counters(then))
        .singleElement()
        .satisfies(counter -> assertThat(counter.uid()).isEqualTo(-1))
        .satisfies(counter -> assertThat(counter.marks()).hasSize(2));
  }

  @Test
  void a_crowded_minute_counts_longer_never_shorter() {
    Request dev = Callers.request(Operation.REVEAL, "dev", Callers.PERSON);
    for (int i = 0; i < 600; i++) {
      uses.add(new Use(NOW.minusMillis(59_000 - i * 90L), dev));
    }
    assertThat(reached(dev, 1))
        .satisfies(reached ->
            assertThat(reached.patience()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(6)));
  }
}
