package dev.keymaster.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Release;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the log is looked at while a process stays. */
@Timeout(120)
class AlertWatchTests {
  private final SteadyEngine vault = new SteadyEngine();
  private final FakeCourier courier = new FakeCourier();
  private final Semaphore looks = new Semaphore(0);

  @AfterEach
  void close() {
    vault.close();
  }

  private AlertWatch watch() {
    return AlertWatch.over(vault.engine.delivering(courier), looks::release);
  }

  private void refused() {
    assertThatThrownBy(() ->
            vault
                .engine
                .as(SteadyEngine.AGENT)
                .keys()
                .release(List.of(SteadyEngine.REF), new Release(EventKind.REVEAL, "")))
        .isInstanceOf(KeymasterException.class);
  }

  @Test
  void F8_a_changed_file_is_looked_into_and_one_that_stays_is_not() throws Exception {
    try (AlertWatch _ = watch()) {
      looks.acquire();
      int asked = vault.file.looks();
      while (vault.file.looks() < asked + 3) {
        Thread.sleep(10);
      }
      assertThat(looks.availablePermits()).isZero();
      refused();
      vault.file.stamp = "changed";
      courier.delivered.await();
      looks.acquire();
    }
    assertThat(courier.told).hasSize(1);
  }

  @Test
  void F8_a_failed_delivery_is_tried_again_without_another_change() throws Exception {
    courier.broken = true;
    try (AlertWatch _ = watch()) {
      looks.acquire();
      refused();
      vault.file.stamp = "somebody was refused";
      courier.tried.await();
      while (vault.engine.log().newest(1).getFirst().kind() != EventKind.ALERT) {
        Thread.sleep(10);
      }
      vault.file.stamp = "the failure was recorded";
      looks.acquire(2);
      courier.broken = false;
      vault.pass(Duration.ofSeconds(5));
      courier.delivered.await();
    }
    assertThat(courier.told).hasSize(1);
  }

  @Test
  void a_locked_vault_is_left_alone() throws Exception {
    vault.engine.close();
    try (AlertWatch _ = watch()) {
      int asked = vault.file.looks();
      while (vault.file.looks() < asked + 2) {
        Thread.sleep(10);
      }
    }
    assertThat(looks.availablePermits()).isZero();
  }
}
