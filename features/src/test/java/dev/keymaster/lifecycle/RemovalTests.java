package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.REF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.lifecycle.Breaking.How;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Keys that end at their provider before the vault forgets them. */
class RemovalTests extends LifecycleStage {
  @Test
  void D5_a_key_that_was_only_stored_ends_by_its_value() {
    trial.store(REF, "sk-canary-0ld");
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNAVAILABLE, false, false), 1);
    assertThat(trial.lifecycle.remove(REF).ending()).isEqualTo(Ending.FAILED);
    assertThat(trial.value(REF)).isEqualTo("sk-canary-0ld");
    assertThat(trial.lifecycle.remove(REF).ending()).isEqualTo(Ending.DONE);
    assertThat(vendor.calls).containsExactly("revokeByValue", "revokeByValue");
    assertThat(trial.key(REF)).isNull();
  }

  @Test
  void D5_killed_anywhere_a_key_that_may_be_ended_is_ended_and_forgotten() {
    trial.store(REF, "sk-canary-0ld");
    trial.rows.count();
    trial.lifecycle.remove(REF);
    int writes = trial.rows.writes();
    for (How how : List.of(How.KILL_BEFORE, How.KILL_AFTER)) {
      for (int write = 1; write <= writes; write++) {
        killed(how, write);
      }
    }
  }

  private static void killed(How how, int write) {
    Trial trial = new Trial();
    trial.store(REF, "sk-canary-0ld");
    trial.vendor.calls.clear();
    trial.rows.count();
    trial.rows.arm(how, write);
    assertThatThrownBy(() -> trial.lifecycle.remove(REF)).isInstanceOf(Killed.class);
    boolean begun = write > 1 || how == How.KILL_AFTER;
    trial.restart();
    trial.settle();
    trial.checkSettled();
    assertThat(trial.key(REF) == null).as("%s at %s", how, write).isEqualTo(begun);
    assertThat(trial.vendor.calls.isEmpty()).isEqualTo(!begun);
  }

  @Test
  void D5_a_key_that_may_be_ended_waits_for_its_provider_and_is_not_handed_out() {
    trial.store(REF, "sk-canary-0ld");
    vendor.arm(new FakeVendor.Fault(null, true, true), 1);
    assertThatThrownBy(() -> trial.lifecycle.remove(REF)).isInstanceOf(Killed.class);
    trial.restart();
    vendor.down(Failure.Kind.UNAVAILABLE);
    trial.lifecycle.resume();
    refused(Code.DENIED, () -> trial.value(REF));
    assertThat(trial.existing(REF).details().status()).isEqualTo(KeyStatus.PENDING_REVOKE);
    vendor.down(null);
    trial.settle();
    trial.checkSettled();
    assertThat(trial.key(REF)).isNull();
  }

  @Test
  void SP10_attack_a_value_goes_nowhere_that_somebody_chose_for_another_key() {
    trial.store(REF, "sk-canary-0ld");
    String chosen = "https://thief.example";
    trial.lifecycle.login(FakeVendor.NAME, Trial.secret(FakeVendor.ADMIN), chosen);
    vendor.abilities.add(Ability.REVOKE_BY_VALUE);
    trial.addresses.clear();
    trial.halting(DAY).stop(Set.of());
    assertThat(vendor.calls.getLast()).isEqualTo("revokeByValue");
    assertThat(trial.addresses).contains(Clients.USUAL);
    trial.addresses.clear();
    assertThat(trial.lifecycle.remove(REF).ending()).isEqualTo(Ending.DONE);
    assertThat(trial.addresses).containsExactly(Clients.USUAL);
  }

  @Test
  void D5_a_key_that_was_only_stored_stays_where_no_value_is_taken() {
    trial.store(REF, "sk-canary-0ld");
    vendor.abilities.remove(Ability.REVOKE_BY_VALUE);
    refused(Code.USAGE, () -> trial.lifecycle.remove(REF));
    assertThat(vendor.calls).isEmpty();
    assertThat(trial.value(REF)).isEqualTo("sk-canary-0ld");
  }

  @Test
  void D5_a_key_of_which_a_version_may_be_ended_is_not_handed_out_any_more() {
    for (boolean second : List.of(false, true)) {
      KeyRef ref = new KeyRef(REF.environment(), new KeyName(second ? "two" : "one"));
      trial.store(ref, "sk-canary-0ld");
      if (second) {
        trial.guard.store(
            List.of(
                new NewKey(
                    ref.environment(),
                    ref.name(),
                    Trial.secret("sk-canary-new"),
                    null,
                    "sk-…",
                    NewKey.Mode.NEW_VERSION)),
            EventKind.STORE);
      }
      vendor.abilities.add(Ability.REVOKE_BY_VALUE);
      Failure.Kind kind = second ? Failure.Kind.REFUSED : Failure.Kind.UNCERTAIN;
      vendor.arm(new FakeVendor.Fault(kind, false, false), second ? 2 : 1);
      assertThat(trial.lifecycle.remove(ref).ending()).isEqualTo(Ending.PENDING);
      refused(Code.DENIED, () -> trial.value(ref));
      trial.wait(Duration.ofHours(1));
      trial.lifecycle.resume();
      assertThat(trial.key(ref)).isNull();
    }
    trial.checkSettled();
  }

  @Test
  void D5_removing_a_minted_key_revokes_it_first() {
    minted();
    assertThat(trial.lifecycle.remove(REF).ending()).isEqualTo(Ending.DONE);
    assertThat(vendor.live).isEmpty();
    assertThat(trial.key(REF)).isNull();
    trial.checkSettled();
  }

  @Test
  void D5_a_provider_that_refuses_leaves_the_key_as_it_was() {
    minted();
    vendor.down(Failure.Kind.NOT_ALLOWED);
    Progress outcome = trial.lifecycle.remove(REF);
    assertThat(outcome.ending()).isEqualTo(Ending.FAILED);
    assertThat(outcome.note()).isEqualTo("the provider has a bad day");
    assertThat(trial.value(REF)).isNotEmpty();
    assertThat(trial.journal().entries()).isEmpty();
  }

  @Test
  void D5_a_provider_that_cannot_be_reached_leaves_the_key_waiting_and_withheld() {
    minted();
    vendor.down(Failure.Kind.UNAVAILABLE);
    assertThat(trial.lifecycle.remove(REF).ending()).isEqualTo(Ending.PENDING);
    KeyRecord key = trial.existing(REF);
    assertThat(key.details().status()).isEqualTo(KeyStatus.PENDING_REVOKE);
    refused(Code.DENIED, () -> trial.value(REF));
    vendor.down(null);
    trial.settle();
    trial.checkSettled();
    assertThat(trial.key(REF)).isNull();
  }

  @Test
  void a_provider_that_refuses_once_a_key_waits_for_its_end_is_asked_again() {
    minted();
    vendor.down(Failure.Kind.UNAVAILABLE);
    trial.lifecycle.remove(REF);
    vendor.down(Failure.Kind.NOT_ALLOWED);
    assertThat(trial.lifecycle.remove(REF).ending()).isEqualTo(Ending.PENDING);
    assertThat(trial.journal().entries()).hasSize(1);
    vendor.down(null);
    trial.settle();
    trial.checkSettled();
    assertThat(trial.key(REF)).isNull();
  }

  @Test
  void a_removal_that_is_refused_leaves_the_end_of_the_old_version_planned() {
    minted();
    trial.lifecycle.rotate(REF, DAY);
    vendor.down(Failure.Kind.NOT_ALLOWED);
    assertThat(trial.lifecycle.remove(REF).ending()).isEqualTo(Ending.FAILED);
    vendor.down(null);
    trial.wait(DAY);
    trial.settle();
    trial.checkSettled();
    assertThat(vendor.live).hasSize(1);
    assertThat(trial.value(REF)).isNotEmpty();
  }

  @Test
  void removing_ends_all_versions_that_are_good_and_what_waited_for_its_time() {
    minted();
    trial.lifecycle.rotate(REF, DAY);
    assertThat(trial.lifecycle.remove(REF).ending()).isEqualTo(Ending.DONE);
    assertThat(vendor.live).isEmpty();
    trial.checkSettled();
  }

  @Test
  void a_key_that_its_provider_still_takes_is_forgotten_by_express_wish_only() {
    minted();
    refused(Code.CONFLICT, () -> trial.guard.remove(REF.environment(), REF.name()));
    refused(Code.CONFLICT, () -> trial.guard.purge(REF.environment(), REF.name()));
    trial.lifecycle.rotate(REF, DAY);
    trial.lifecycle.forget(REF);
    assertThat(trial.key(REF)).isNull();
    assertThat(trial.journal().entries()).isEmpty();
  }
}
