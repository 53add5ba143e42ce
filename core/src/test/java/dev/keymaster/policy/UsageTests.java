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
    for (Limit limit : DefaultPolicy.policy().decide(request).limits()) {
      Reached reached = Usage.reached(limit, request, keys, uses.reversed(), NOW);
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
}
