package dev.keymaster.guard;

import static dev.keymaster.guard.SteadyVault.PERSON;
import static dev.keymaster.guard.SteadyVault.PROD;
import static dev.keymaster.guard.SteadyVault.refused;
import static dev.keymaster.guard.SteadyVault.reveal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeymasterException.Code;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Ways round the policy that somebody tried. */
class RoundaboutTests {
  private final SteadyVault open = new SteadyVault();
  private final Guard guard = open.guard;

  @Test
  void SL12_what_a_wrong_clock_dated_later_keeps_nobody_out_once_the_clock_is_right() {
    open.pass(Duration.ofDays(3650));
    guard.provenBy(open.reopen(PERSON));
    for (int i = 0; i < 10; i++) {
      reveal(guard, PROD);
    }
    open.pass(Duration.ofDays(-3650));
    guard.provenBy(open.reopen(PERSON));
    refused(Code.DENIED, () -> reveal(guard, PROD));
    open.pass(Duration.ofSeconds(61));
    assertThat(reveal(guard, PROD)).isEqualTo("sk-canary-openai");
  }
}
