package dev.keymaster.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Deadline;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.ServiceName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTermTests {
  private static final Instant STORED = Instant.parse("2026-03-01T12:00:00Z");

  private static RotationTerm term(String policy, String environment, String service, String key) {
    return PolicyText.parse(policy)
        .rotation(Callers.request(Operation.ROTATE, environment, service, key, Callers.PERSON));
  }

  @ParameterizedTest
  @CsvSource({
    "prod, openrouter, ci, PT720H, true",
    "prod, openrouter, ci-old, PT12H, false",
    "prod, custom, x, , false",
    "dev, openai, x, PT2160H, false"
  })
  void F7_the_first_line_that_means_a_key_says_how_old_it_may_become(
      String environment, String service, String key, Duration every, boolean withheld) {
    String policy =
        """
        rotate in prod, staging of openrouter key *-old every 12h, then warn
        rotate in prod of open* every 30d, then deny
        rotate of custom never
        rotate in prod every 7d
        """;
    RotationTerm term = term(policy, environment, service, key);
    assertThat(term.every()).isEqualTo(every);
    assertThat(term.withheld()).isEqualTo(withheld);
  }

  @Test
  void F7_a_policy_that_says_nothing_means_90_days() {
    assertThat(term("", "dev", "openai", "x").every()).isEqualTo(Duration.ofDays(90));
    assertThat(term(DefaultPolicy.TEXT, "dev", "openai", "x").every())
        .isEqualTo(Duration.ofDays(90));
    assertThat(term(DefaultPolicy.TEXT, "dev", "openai", "x").line()).isPositive();
  }

  private static Deadline of(RotationTerm term) {
    KeyRef ref = KeyRef.parse("km://dev/x");
    return new Deadline(ref, ServiceName.CUSTOM, STORED, term.every(), term.withheld(), null);
  }

  @Test
  void a_value_is_withheld_from_its_time_on_and_only_where_that_is_said() {
    RotationTerm deny = term("rotate every 30d, then deny", "dev", "openai", "x");
    Instant due = STORED.plus(Duration.ofDays(30));
    assertThat(of(deny).due()).isEqualTo(due);
    assertThat(of(deny).isWithheld(due.minusMillis(1))).isFalse();
    assertThat(of(deny).isWithheld(due)).isTrue();
    RotationTerm warn = term("rotate every 30d", "dev", "openai", "x");
    assertThat(of(warn).isWithheld(due)).isFalse();
    RotationTerm never = term("rotate never", "dev", "openai", "x");
    assertThat(of(never).due()).isNull();
    assertThat(of(never).isWithheld(due)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rotate",
        "rotate every",
        "rotate every d",
        "rotate every 30",
        "rotate every 30m",
        "rotate every 0d",
        "rotate every 3651d",
        "rotate every 999999h",
        "rotate every 3x0d",
        "rotate every -1d",
        "rotate every 30d, then",
        "rotate every 30d, then shout",
        "rotate every 30d deny",
        "rotate never, then deny",
        "rotate for agent every 30d",
        "rotate unless agent every 30d",
        "rotate in every 30d"
      })
  void what_is_not_understood_names_its_line(String line) {
    assertThatThrownBy(() -> PolicyText.parse("\n" + line))
        .isInstanceOf(KeymasterException.class)
        .hasMessageStartingWith("line 2 of the policy");
  }
}
