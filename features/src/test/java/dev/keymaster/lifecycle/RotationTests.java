package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.DETAILS;
import static dev.keymaster.lifecycle.Trial.REF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.VersionState;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.IssuedId;
import dev.keymaster.providers.MintOrder;
import dev.keymaster.providers.MintOrder.Reset;
import dev.keymaster.providers.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Keys that take the place of others, and the way back. */
class RotationTests extends LifecycleStage {
  @Test
  void D6_a_rotation_hands_out_the_new_key_and_revokes_the_old_one() {
    minted();
    Progress outcome = trial.lifecycle.rotate(REF, Duration.ZERO);
    assertThat(outcome.ending()).isEqualTo(Ending.DONE);
    assertThat(states()).containsExactly(VersionState.RETIRED, VersionState.CURRENT);
    assertThat(issued(1).state()).isEqualTo(Issued.State.REVOKED);
    assertThat(vendor.live).containsOnlyKeys("id-2");
    assertThat(trial.value(REF)).isEqualTo(vendor.made("id-2").value());
    trial.checkSettled();
  }

  @Test
  void D6_nothing_changes_when_the_new_key_is_not_made() {
    minted();
    vendor.down(Failure.Kind.RATE_LIMITED);
    assertThat(trial.lifecycle.rotate(REF, Duration.ZERO).ending()).isEqualTo(Ending.FAILED);
    vendor.down(null);
    assertThat(states()).containsExactly(VersionState.CURRENT);
    trial.checkSettled();
  }

  @Test
  void D6_an_old_key_that_could_not_be_revoked_is_revoked_later() {
    minted();
    vendor.retryAfter = Duration.ofHours(1);
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNAVAILABLE, false, false), 3);
    Progress outcome = trial.lifecycle.rotate(REF, Duration.ZERO);
    assertThat(outcome.ending()).isEqualTo(Ending.PENDING);
    assertThat(outcome.note()).isEqualTo("the provider has a bad day");
    assertThat(outcome.until()).isEqualTo(trial.now.plus(Duration.ofHours(1)));
    assertThat(vendor.live).hasSize(2);
    assertThat(trial.lifecycle.resume()).isEmpty();
    trial.wait(Duration.ofHours(1));
    assertThat(trial.lifecycle.resume()).extracting(Progress::ending).containsExactly(Ending.DONE);
    trial.checkSettled();
  }

  @Test
  void the_waits_between_attempts_grow_up_to_six_hours() {
    minted();
    List<Duration> waits = new ArrayList<>();
    trial.lifecycle.rotate(REF, Duration.ofMinutes(1));
    vendor.down(Failure.Kind.UNAVAILABLE);
    trial.wait(Duration.ofMinutes(1));
    for (int i = 0; i < 14; i++) {
      Instant until =
          Objects.requireNonNullElse(trial.lifecycle.resume().getFirst().until(), Instant.MIN);
      waits.add(Duration.between(trial.now, until));
      trial.now = until;
    }
    assertThat(waits).startsWith(Duration.ofSeconds(30), Duration.ofSeconds(60)).isSorted();
    assertThat(waits).endsWith(Duration.ofHours(6), Duration.ofHours(6));
  }

  @Test
  void D6_with_a_grace_the_old_key_is_good_until_then() {
    minted();
    Progress outcome = trial.lifecycle.rotate(REF, DAY);
    assertThat(outcome.ending()).isEqualTo(Ending.SCHEDULED);
    assertThat(outcome.until()).isEqualTo(trial.now.plus(DAY));
    assertThat(vendor.live).hasSize(2);
    trial.wait(DAY.minusSeconds(1));
    assertThat(trial.lifecycle.resume()).isEmpty();
    trial.wait(Duration.ofSeconds(1));
    trial.lifecycle.resume();
    assertThat(vendor.live).containsOnlyKeys("id-2");
    trial.checkSettled();
  }

  @Test
  void a_key_that_was_rolled_back_to_within_its_grace_is_not_revoked() {
    minted();
    trial.lifecycle.rotate(REF, DAY);
    trial.lifecycle.rollback(REF, 1);
    trial.wait(DAY);
    trial.lifecycle.resume();
    assertThat(vendor.live).containsKey("id-1");
    assertThat(trial.journal().entries()).isEmpty();
    trial.check();
  }

  @Test
  void nobody_goes_back_to_a_version_that_is_revoked_or_not_in_use_yet() {
    minted();
    trial.lifecycle.rotate(REF, Duration.ZERO);
    refused(Code.CONFLICT, () -> trial.lifecycle.rollback(REF, 1));
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNAVAILABLE, false, false), 2);
    assertThat(trial.lifecycle.rotate(REF, Duration.ZERO).ending()).isEqualTo(Ending.PENDING);
    refused(Code.CONFLICT, () -> trial.lifecycle.rollback(REF, 3));
    assertThat(trial.value(REF)).isEqualTo(vendor.made("id-2").value());
  }

  @Test
  void a_new_key_that_is_not_good_is_given_back_and_the_old_one_stays() {
    minted();
    vendor.standing = new Standing.Invalid("no such user");
    Progress outcome = trial.lifecycle.rotate(REF, Duration.ZERO);
    assertThat(outcome.ending()).isEqualTo(Ending.FAILED);
    assertThat(outcome.note()).isEqualTo("the new key is not good: no such user");
    assertThat(states()).containsExactly(VersionState.CURRENT, VersionState.DESTROYED);
    assertThat(vendor.live).containsOnlyKeys("id-1");
    trial.checkSettled();
  }

  @Test
  void a_new_key_that_is_not_known_everywhere_yet_is_asked_about_again() {
    minted();
    vendor.settling = Duration.ofMinutes(1);
    vendor.standing = new Standing.Invalid("no such key");
    assertThat(trial.lifecycle.rotate(REF, Duration.ZERO).ending()).isEqualTo(Ending.PENDING);
    vendor.standing = null;
    trial.wait(Duration.ofSeconds(45));
    assertThat(trial.lifecycle.resume()).extracting(Progress::ending).containsExactly(Ending.DONE);
    assertThat(vendor.live).containsOnlyKeys("id-2");
    trial.checkSettled();
  }

  @Test
  void a_provider_without_a_verify_call_is_believed() {
    minted();
    vendor.abilities.remove(Ability.VERIFY);
    vendor.calls.clear();
    assertThat(trial.lifecycle.rotate(REF, Duration.ZERO).ending()).isEqualTo(Ending.DONE);
    assertThat(vendor.calls).containsExactly("mint", "revoke");
  }

  @Test
  void while_it_is_open_which_key_is_handed_out_nothing_else_begins() {
    minted();
    vendor.arm(new FakeVendor.Fault(Failure.Kind.RATE_LIMITED, false, false), 2);
    trial.lifecycle.rotate(REF, Duration.ZERO);
    refused(Code.CONFLICT, () -> trial.lifecycle.rotate(REF, Duration.ZERO));
    refused(Code.CONFLICT, () -> trial.lifecycle.remove(REF));
    trial.settle();
    trial.checkSettled();
    assertThat(states()).containsExactly(VersionState.RETIRED, VersionState.CURRENT);
  }

  @Test
  void a_rotated_key_has_the_same_terms_and_ends_later() {
    Terms terms = new Terms(null, Reset.NEVER, Duration.ofDays(30), Map.of());
    trial.lifecycle.mint(REF, DETAILS, terms);
    trial.asked++;
    trial.wait(Duration.ofDays(20));
    trial.lifecycle.rotate(REF, Duration.ZERO);
    KeyRecord key = trial.existing(REF);
    assertThat(key.details().expires()).isEqualTo(trial.now.plus(Duration.ofDays(30)));
    MintOrder order = vendor.made("id-2").order();
    assertThat(order.expires()).isEqualTo(key.details().expires());
    assertThat(order.replaces()).isEqualTo(new IssuedId(Map.of("hash", "id-1")));
  }

  @Test
  void a_key_that_is_not_handed_out_is_not_rotated() {
    refused(Code.NOT_FOUND, () -> trial.lifecycle.rotate(REF, Duration.ZERO));
    minted();
    trial.guard.lifecycle().proceed(commit -> commit.status(REF, KeyStatus.INACTIVE));
    refused(Code.CONFLICT, () -> trial.lifecycle.rotate(REF, Duration.ZERO));
  }

  @Test
  void a_rehearsal_changes_nothing_and_tells_whether_the_credential_works() {
    minted();
    Progress outcome = trial.lifecycle.tryRotation(REF, DAY);
    assertThat(outcome.ending()).isEqualTo(Ending.DONE);
    assertThat(outcome.until()).isEqualTo(trial.now.plus(DAY));
    vendor.down(Failure.Kind.UNAVAILABLE);
    assertThat(trial.lifecycle.tryRotation(REF, DAY).ending()).isEqualTo(Ending.FAILED);
    vendor.down(null);
    trial.guard.lifecycle().storeAdmin(FakeVendor.NAME, Trial.secret("sk-canary-bad1"), "sk-…", "");
    assertThat(trial.lifecycle.tryRotation(REF, DAY).note()).isEqualTo("not a management key");
    assertThat(vendor.calls).doesNotContain("revoke").containsOnlyOnce("mint");
    trial.checkSettled();
  }

  @Test
  void what_another_process_works_on_is_left_to_it() {
    minted();
    vendor.arm(new FakeVendor.Fault(null, false, true), 2);
    assertThatThrownBy(() -> trial.lifecycle.rotate(REF, Duration.ZERO)).isInstanceOf(Killed.class);
    trial.restart();
    trial.running.add(1L);
    assertThat(trial.lifecycle.resume()).extracting(Progress::ending).containsExactly(Ending.BUSY);
    trial.running.remove(1L);
    trial.lifecycle.resume();
    trial.checkSettled();
  }

  @Test
  void a_rollback_within_the_grace_keeps_that_key_and_one_that_may_be_ended_is_refused() {
    minted();
    trial.lifecycle.rotate(REF, DAY);
    assertThat(trial.lifecycle.rollback(REF, null).current().orElseThrow().number()).isEqualTo(1);
    assertThat(trial.journal().entries()).isEmpty();
    assertThat(vendor.live).hasSize(2);
    trial.lifecycle.rollback(REF, 2);
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNAVAILABLE, false, false), 3);
    trial.asked++;
    assertThat(trial.lifecycle.rotate(REF, Duration.ZERO).ending()).isEqualTo(Ending.PENDING);
    refused(Code.CONFLICT, () -> trial.lifecycle.rollback(REF, 2));
    assertThat(trial.value(REF)).isEqualTo(vendor.made("id-3").value());
    trial.lifecycle.resume();
    refused(Code.CONFLICT, () -> trial.lifecycle.rollback(REF, 2));
    trial.check();
  }
}
