package dev.keymaster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SweepingTests {
  private static final long SECOND = 1_000_000_000L;
  private long now = 77;
  private int sweeps;
  private final Sweeping sweeping = new Sweeping(() -> now, () -> sweeps++);

  private void after(long seconds) {
    now += seconds * SECOND;
    sweeping.whenDue();
  }

  @Test
  void SG21_sweeps_once_when_it_has_become_quiet() {
    sweeping.used();
    after(1);
    assertThat(sweeps).isZero();
    sweeping.used();
    after(1);
    assertThat(sweeps).isZero();
    after(1);
    assertThat(sweeps).isEqualTo(1);
    after(100);
    assertThat(sweeps).isEqualTo(1);
    sweeping.used();
    after(2);
    assertThat(sweeps).isEqualTo(2);
  }

  @Test
  void SG22_sweeps_every_minute_of_work_without_a_pause() {
    for (int second = 0; second < 185; second++) {
      sweeping.used();
      after(1);
    }
    assertThat(sweeps).isEqualTo(3);
  }

  @Test
  void waits_no_longer_than_until_it_is_time() {
    assertThat(sweeping.patience(10_000)).isEqualTo(10_000);
    sweeping.used();
    assertThat(sweeping.patience(10_000)).isEqualTo(2001);
    assertThat(sweeping.patience(500)).isEqualTo(500);
    now += 3 * SECOND;
    assertThat(sweeping.patience(10_000)).isZero();
    sweeping.whenDue();
    assertThat(sweeping.patience(10_000)).isEqualTo(10_000);
  }
}
