package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.REF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.keymaster.guard.LifecycleCommit;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Halted;
import dev.keymaster.model.Halted.Outcome;
import dev.keymaster.model.HeldFreeze.Done;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.ServiceName;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** G9: keys are stopped at their providers, and what is not is told. */
class HaltingTests {
  private static final KeyRef STORED = new KeyRef(new EnvironmentName("dev"), new KeyName("own"));

  private final Trial trial = new Trial();
  private final FakeVendor vendor = trial.vendor;
  private final Halting halting = trial.halting(Duration.ofSeconds(20));

  @BeforeEach
  void keys() {
    trial.lifecycle.mint(REF, Trial.DETAILS, Terms.NONE);
    trial.store(STORED, "sk-canary-0wn");
    vendor.abilities.remove(Ability.REVOKE_BY_VALUE);
    vendor.calls.clear();
  }

  private static void are(List<Halted> halted, Outcome made, Outcome stored) {
    assertThat(halted)
        .extracting(one -> one.ref().toString(), Halted::outcome)
        .containsExactlyInAnyOrder(tuple(REF + "#1", made), tuple(STORED + "#1", stored));
  }

  private void later(Consumer<LifecycleCommit> change) {
    trial
        .guard
        .lifecycle()
        .proceed(commit -> {
          change.accept(commit);
          return change;
        });
  }

  private boolean enabled() {
    return vendor.made("id-1").key().enabled();
  }

  @Test
  void G9_the_mildest_measure_is_taken_and_noted() {
    are(halting.plan(Set.of()), Outcome.DISABLED, Outcome.BY_HAND);
    assertThat(vendor.calls).isEmpty();
    are(halting.stop(Set.of()), Outcome.DISABLED, Outcome.BY_HAND);
    assertThat(enabled()).isFalse();
    assertThat(halting.stop(Set.of()))
        .as("what is disabled already is not asked for again")
        .extracting(Halted::outcome, Halted::page)
        .containsExactly(tuple(Outcome.BY_HAND, "https://console.example"));
    assertThat(halting.enable(Set.of()))
        .extracting(Halted::outcome)
        .containsExactly(Outcome.ENABLED);
    assertThat(enabled()).isTrue();
    assertThat(trial.guard.verify().findings()).isEmpty();
  }

  @Test
  void G9_where_nothing_milder_is_there_keys_are_revoked() {
    vendor.abilities.remove(Ability.DISABLE);
    vendor.abilities.add(Ability.REVOKE_BY_VALUE);
    are(halting.stop(Set.of()), Outcome.REVOKED, Outcome.REVOKED);
    assertThat(vendor.live).isEmpty();
    assertThat(trial.existing(STORED).details().status()).isEqualTo(KeyStatus.INACTIVE);
    assertThat(trial.lifecycle.remove(REF).ending()).isEqualTo(Ending.DONE);
    trial.checkSettled();
  }

  @Test
  void G9_a_provider_that_fails_fails_its_keys_alone() {
    vendor.down(Failure.Kind.UNAVAILABLE);
    are(halting.stop(Set.of()), Outcome.FAILED, Outcome.BY_HAND);
    vendor.down(null);
    are(halting.stop(Set.of()), Outcome.DISABLED, Outcome.BY_HAND);
  }

  @Test
  void G9_what_a_provider_did_not_stop_is_tried_again_as_long_as_it_is_frozen() {
    trial.guard.freeze().begin(Set.of());
    vendor.down(Failure.Kind.UNAVAILABLE);
    halting.stop(Set.of());
    assertThat(trial.lifecycle.underWay()).hasSize(1);
    trial.lifecycle.resume();
    assertThat(vendor.calls).as("not at once").containsExactly("disable");
    trial.wait(Duration.ofMinutes(1));
    assertThat(trial.lifecycle.resume())
        .extracting(Progress::ending, Progress::note)
        .containsExactly(tuple(Ending.PENDING, "the provider has a bad day"));
    halting.stop(Set.of());
    assertThat(trial.lifecycle.underWay()).as("once for each").hasSize(1);
    vendor.down(null);
    trial.restart();
    trial.wait(Duration.ofHours(1));
    assertThat(trial.lifecycle.resume()).extracting(Progress::ending).containsExactly(Ending.DONE);
    assertThat(enabled()).isFalse();
    trial.checkSettled();
  }

  @Test
  void G9_keys_are_stopped_although_nothing_can_be_written_and_that_is_told() {
    vendor.abilities.add(Ability.REVOKE_BY_VALUE);
    trial.rows.full = true;
    are(halting.stop(Set.of()), Outcome.DISABLED, Outcome.REVOKED);
    assertThat(enabled()).isFalse();
    assertThat(halting.unwritten())
        .extracting(Done::subject, Done::detail)
        .containsExactlyInAnyOrder(
            tuple("openrouter", "credential used to disable " + REF.name()),
            tuple(REF + "#1", "disabled by openrouter"),
            tuple(STORED + "#1", "to openrouter to end it"),
            tuple(STORED + "#1", "revoked by openrouter"),
            tuple("panic", "0 keys are left"));
    trial.rows.full = false;
    trial.guard.freeze().begin(Set.of());
    later(halting.stopLater(Set.of()));
    trial.lifecycle.resume();
    assertThat(trial.existing(REF).current().orElseThrow().issued())
        .extracting(Issued::state)
        .isEqualTo(Issued.State.DISABLED);
    assertThat(trial.existing(STORED).details().status()).isEqualTo(KeyStatus.INACTIVE);
    assertThat(trial.journal().entries()).isEmpty();
  }

  @Test
  void SG31_attack_nothing_but_a_panic_goes_on_without_a_record() {
    trial.rows.full = true;
    for (ThrowingCallable deed :
        List.<ThrowingCallable>of(
            () -> trial.lifecycle.rotate(REF, Duration.ZERO),
            () -> trial.lifecycle.remove(REF),
            () -> trial.lifecycle.remove(STORED),
            () -> halting.enable(Set.of()),
            () -> halting.enabled(target()),
            () -> halting.again(trial.existing(REF), 1),
            () -> trial.value(REF))) {
      assertThatThrownBy(deed).isInstanceOf(KeymasterException.class);
    }
    assertThat(vendor.calls).isEmpty();
  }

  private Target target() {
    KeyRecord key = trial.existing(REF);
    return new Target(key, key.versions().getFirst());
  }

  @Test
  void G9_what_is_to_be_stopped_leaves_rotations_their_room_and_says_what_is_left_out() {
    trial.guard.freeze().begin(Set.of());
    fill(Journal.MOST_HALTS - 1);
    vendor.abilities.add(Ability.REVOKE_BY_VALUE);
    vendor.down(Failure.Kind.UNAVAILABLE);
    List<Halted> halted = halting.stop(Set.of());
    assertThat(halted).extracting(Halted::outcome).containsOnly(Outcome.FAILED);
    assertThat(halted)
        .filteredOn(one -> one.note().contains("run keymaster panic again"))
        .hasSize(1);
    assertThat(trial.journal().entries()).hasSize(Journal.MOST_HALTS);
    later(halting.stopLater(Set.of()));
    assertThat(trial.guard.newest(1).getFirst().detail())
        .startsWith("1 keys are not stopped again")
        .endsWith("run keymaster panic again");
  }

  private void fill(int halts) {
    later(commit -> {
      Journal journal = Journal.of(commit.journal());
      for (int i = 0; i < halts; i++) {
        KeyRef ref = new KeyRef(REF.environment(), new KeyName("gone-" + i));
        journal.add(
            Entry.begin(
                Kind.HALT, Stage.ENDING, FakeVendor.NAME, ref, commit.now(), Holder.NOBODY));
      }
      commit.journal(journal.encoded());
    });
  }

  @Test
  void G9_nothing_is_stopped_once_the_freeze_has_ended() {
    trial.guard.freeze().begin(Set.of());
    vendor.down(Failure.Kind.UNAVAILABLE);
    halting.stop(Set.of());
    trial.guard.freeze().end(false, commit -> {});
    vendor.down(null);
    trial.wait(Duration.ofHours(1));
    trial.lifecycle.resume();
    assertThat(enabled()).isTrue();
    trial.checkSettled();
    trial.guard.freeze().begin(Set.of());
    vendor.down(Failure.Kind.UNAVAILABLE);
    halting.stop(Set.of());
    later(Halting::giveUp);
    trial.checkSettled();
  }

  @Test
  void G9_without_a_credential_it_is_for_a_person_to_do() {
    trial.lifecycle.logout(FakeVendor.NAME);
    assertThat(halting.stop(Set.of()))
        .extracting(Halted::note)
        .contains("there is no credential that manages keys at openrouter");
  }

  @Test
  void G9_attack_nothing_is_enabled_at_a_provider_while_it_is_frozen() {
    trial.lifecycle.rotate(REF, Duration.ofHours(24));
    trial.guard.freeze().begin(Set.of(FakeVendor.NAME));
    halting.stop(Set.of());
    denied(() -> trial.lifecycle.rollback(REF, 1));
    denied(() -> halting.enable(Set.of()));
    assertThat(trial.existing(REF).current().orElseThrow().number()).isEqualTo(2);
    assertThat(vendor.calls).doesNotContain("enable");
    trial.guard.freeze().end(false, commit -> {});
    trial.lifecycle.rollback(REF, 1);
    assertThat(enabled()).isTrue();
  }

  private static void denied(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.DENIED));
  }

  @Test
  void C4_a_rollback_enables_what_was_disabled_or_says_that_it_could_not() {
    trial.lifecycle.rotate(REF, Duration.ofHours(24));
    halting.stop(Set.of());
    trial.lifecycle.rollback(REF, 1);
    assertThat(enabled()).isTrue();
    vendor.down(Failure.Kind.UNAVAILABLE);
    assertThatThrownBy(() -> trial.lifecycle.rollback(REF, 2))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.PARTIAL))
        .hasMessageEndingWith("has it disabled: the provider has a bad day");
    assertThat(trial.existing(REF).current().orElseThrow().number()).isEqualTo(2);
  }

  @Test
  void G9_other_services_are_left_alone() {
    assertThat(halting.stop(Set.of(new ServiceName("stripe")))).isEmpty();
    assertThat(enabled()).isTrue();
  }

  @Test
  void G9_a_provider_that_does_not_answer_is_not_waited_for() {
    vendor.slow = true;
    trial.lifecycle.mint(
        new KeyRef(REF.environment(), new KeyName("second")), Trial.DETAILS, Terms.NONE);
    List<Halted> halted = trial.halting(Duration.ofMillis(100)).stop(Set.of());
    assertThat(halted)
        .filteredOn(one -> one.outcome() == Outcome.FAILED)
        .hasSize(2)
        .allSatisfy(one -> assertThat(one.note()).contains("answer"));
  }
}
