package dev.keymaster.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress.Ending;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may have a key made for a program, and who may end it. */
class ChildPolicyTests extends LifecycleStage {
  private static final Map<String, String> HOUR = Map.of("mint.lifetime", "PT1H");

  /** The caller of the guard that the tests use. */
  private static final long CALLER = 42;

  private KeyRef lent(long process) {
    trial.running.add(process);
    Holder program = new Holder(process, Instant.EPOCH);
    return trial.lifecycle.children().make(FakeVendor.NAME, HOUR, new KeyName("run-1"), program);
  }

  private void policy(String line) {
    trial.guard.access().changePolicy(line + "\n" + trial.guard.access().policy());
  }

  @Test
  void G3_a_key_is_lent_to_who_may_be_handed_one_and_none_is_made_for_others() {
    policy("deny deliver of " + FakeVendor.NAME);
    refused(Code.DENIED, () -> lent(CALLER));
    assertThat(vendor.calls).isEmpty();
    trial.checkSettled();
  }

  @Test
  void G3_attack_nobody_ends_the_key_of_another_program_without_leave() {
    KeyRef ref = lent(77);
    policy("deny revoke");
    refused(Code.DENIED, () -> trial.lifecycle.children().end(ref));
    assertThat(vendor.live).hasSize(1);
    trial.running.remove(77L);
    trial.lifecycle.resume();
    assertThat(vendor.live).as("ended with its program").isEmpty();
  }

  @Test
  void G3_the_program_that_has_the_key_may_end_it_whatever_the_policy_says() {
    KeyRef ref = lent(CALLER);
    policy("deny revoke");
    assertThat(trial.lifecycle.children().end(ref).ending()).isEqualTo(Ending.DONE);
    assertThat(vendor.live).isEmpty();
    trial.checkSettled();
  }
}
