package dev.keymaster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackoffTests {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static Tries failed(int times) {
    Tries tries = Tries.NONE;
    for (int i = 0; i < times; i++) {
      tries = tries.another(NOW);
    }
    return tries;
  }

  @Test
  void the_first_are_free_then_the_wait_doubles_up_to_the_longest() {
    assertThat(failed(4).patience(Backoff.CODES, NOW)).isZero();
    assertThat(failed(5).patience(Backoff.CODES, NOW)).isEqualTo(Duration.ofMinutes(1));
    assertThat(failed(7).patience(Backoff.CODES, NOW)).isEqualTo(Duration.ofMinutes(4));
    assertThat(failed(500).patience(Backoff.CODES, NOW)).isEqualTo(Duration.ofHours(1));
    assertThat(failed(500).patience(Backoff.UNLOCKING, NOW)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void a_wait_passes() {
    assertThat(failed(5).patience(Backoff.CODES, NOW.plusSeconds(59)))
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(failed(5).patience(Backoff.CODES, NOW.plusSeconds(60))).isZero();
    assertThat(failed(5).patience(Backoff.CODES, NOW.plusSeconds(900))).isZero();
  }

  @Test
  void SL12_a_try_in_the_future_makes_nobody_wait_longer_than_one_just_now() {
    Instant past = NOW.minus(Duration.ofDays(3650));
    assertThat(failed(5).patience(Backoff.CODES, past)).isEqualTo(Duration.ofMinutes(1));
    assertThat(failed(5).at(past)).isEqualTo(new Tries(5, past));
    assertThat(failed(5).at(NOW)).isEqualTo(failed(5));
  }
}
