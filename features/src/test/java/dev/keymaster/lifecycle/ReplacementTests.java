package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.REF;
import static dev.keymaster.lifecycle.Trial.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Issued;
import dev.keymaster.model.Issued.State;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.VersionState;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person made a key at a provider that makes none by API; it takes the place of another. */
class ReplacementTests {
  private static final Duration DAY = Duration.ofHours(24);
  private static final Set<Ability> ANTHROPIC =
      EnumSet.of(Ability.VERIFY, Ability.VERIFY_ADMIN, Ability.LIST, Ability.REVOKE);
  private static final Set<Ability> STABILITY = EnumSet.of(Ability.VERIFY);

  private final Trial trial = new Trial();
  private final FakeVendor vendor = trial.vendor;

  @BeforeEach
  void a_key_that_was_pasted() {
    able(ANTHROPIC);
    trial.store(REF, vendor.byHand());
  }

  private void able(Set<Ability> abilities) {
    vendor.abilities.clear();
    vendor.abilities.addAll(abilities);
  }

  private Progress replace(String value, Duration grace) {
    return trial.lifecycle.replace(REF, secret(value), grace, "");
  }

  private static void goOn(Trial trial) {
    for (int i = 0; i < 40; i++) {
      trial.lifecycle.resume();
      trial.wait(Duration.ofMinutes(1));
    }
  }

  private List<VersionState> states() {
    return trial.existing(REF).versions().stream().map(KeyVersion::state).toList();
  }

  @Test
  void G4_the_new_key_is_verified_handed_out_and_the_old_one_is_ended() {
    String fresh = vendor.byHand();
    vendor.calls.clear();
    Progress progress = replace(fresh, Duration.ZERO);
    assertThat(progress.ending()).isEqualTo(Ending.DONE);
    assertThat(progress.note()).isEmpty();
    assertThat(vendor.calls).containsExactly("issued", "verify", "revoke");
    assertThat(trial.value(REF)).isEqualTo(fresh);
    assertThat(vendor.live.keySet()).containsExactly("id-2");
    assertThat(trial.journal().entries()).isEmpty();
  }

  /** Another key, with a value that its owner made up to look like the one that is listed. */
  private KeyRef forged() {
    KeyRef ref = new KeyRef(REF.environment(), new KeyName("forged"));
    String listed = vendor.made("id-1").value();
    trial.store(ref, "sk-canary-made-up-" + listed.substring(listed.length() - 6));
    return ref;
  }

  @Test
  void G4_attack_a_value_that_looks_like_another_key_does_not_end_that() {
    Issued id = new Issued(FakeVendor.NAME, vendor.made("id-1").key().id().parts(), State.LIVE);
    trial.guard.lifecycle().proceed(commit -> commit.issued(REF, 1, id));
    trial.lifecycle.replace(forged(), secret(vendor.byHand()), Duration.ZERO, "");
    assertThat(vendor.live).containsOnlyKeys("id-1", "id-2");
  }

  @Test
  void G4_attack_who_manages_no_provider_ends_no_key_there_by_its_looks() {
    trial.guard.access().changePolicy("deny provider\nallow everything");
    vendor.calls.clear();
    trial.lifecycle.replace(forged(), secret(vendor.byHand()), Duration.ZERO, "");
    assertThat(vendor.live).containsOnlyKeys("id-1", "id-2");
    assertThat(vendor.calls).containsExactly("verify");
  }

  @Test
  void G4_the_old_one_stays_good_for_the_grace_and_can_be_had_back() {
    String old = trial.value(REF);
    Progress progress = replace(vendor.byHand(), DAY);
    assertThat(progress.ending()).isEqualTo(Ending.SCHEDULED);
    assertThat(vendor.live).hasSize(2);
    trial.lifecycle.rollback(REF, null);
    trial.wait(DAY);
    trial.lifecycle.resume();
    assertThat(trial.value(REF)).isEqualTo(old);
    assertThat(vendor.live).hasSize(2);
  }

  @Test
  void G4_without_a_call_that_ends_keys_a_person_is_told_to_end_the_old_one() {
    able(STABILITY);
    Progress progress = replace(vendor.byHand(), DAY);
    assertThat(progress.ending()).isEqualTo(Ending.DONE);
    assertThat(progress.note())
        .isEqualTo("openrouter takes the old key until you end it at https://console.example");
    assertThat(vendor.calls).containsExactly("verify");
    assertThat(states()).containsExactly(VersionState.RETIRED, VersionState.CURRENT);
    assertThat(trial.journal().entries()).isEmpty();
  }

  @Test
  void without_a_credential_the_person_is_told_what_would_help_next_time() {
    trial.lifecycle.logout(FakeVendor.NAME);
    assertThat(replace(vendor.byHand(), Duration.ZERO).note())
        .endsWith("; the next one is ended for you after keymaster providers login openrouter");
  }

  @Test
  void a_list_that_cannot_be_had_keeps_nobody_from_a_new_key() {
    String fresh = vendor.byHand();
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNAVAILABLE, false, false), 1);
    Progress progress = replace(fresh, Duration.ZERO);
    assertThat(progress.ending()).isEqualTo(Ending.DONE);
    assertThat(progress.note()).startsWith("openrouter takes the old key until you end it");
    assertThat(trial.value(REF)).isEqualTo(fresh);
  }

  @Test
  void G4_a_new_key_that_is_not_good_changes_nothing() {
    String old = trial.value(REF);
    Progress progress = replace("sk-canary-mistyped", Duration.ZERO);
    assertThat(progress.ending()).isEqualTo(Ending.FAILED);
    assertThat(progress.note()).contains("the new key is not good: unknown key");
    assertThat(trial.value(REF)).isEqualTo(old);
    assertThat(vendor.live).hasSize(1);
    assertThat(states()).containsExactly(VersionState.CURRENT, VersionState.DESTROYED);
    assertThat(trial.journal().entries()).isEmpty();
  }

  @Test
  void G4_a_provider_that_cannot_be_asked_is_asked_again_later() {
    String old = trial.value(REF);
    String fresh = vendor.byHand();
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNAVAILABLE, false, false), 2);
    assertThat(replace(fresh, Duration.ZERO).ending()).isEqualTo(Ending.PENDING);
    assertThat(trial.value(REF)).isEqualTo(old);
    goOn(trial);
    assertThat(trial.value(REF)).isEqualTo(fresh);
    assertThat(vendor.live.keySet()).containsExactly("id-2");
  }

  @Test
  void the_same_value_is_no_new_key() {
    assertThatThrownBy(() -> replace(trial.value(REF), Duration.ZERO))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.USAGE));
    assertThat(trial.journal().entries()).isEmpty();
    assertThat(states()).containsExactly(VersionState.CURRENT);
    String old = trial.value(REF);
    replace(vendor.byHand(), DAY);
    assertThatThrownBy(() -> replace(old, Duration.ZERO))
        .as("it is on its way to its end")
        .isInstanceOf(KeymasterException.class);
  }

  @Test
  void where_the_new_key_may_be_sent_stands_in_the_journal() {
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNAVAILABLE, false, false), 2);
    trial.lifecycle.replace(REF, secret(vendor.byHand()), Duration.ZERO, "https://gate.example");
    assertThat(trial.journal().entries().getFirst().address()).isEqualTo("https://gate.example");
    trial.restart();
    trial.addresses.clear();
    goOn(trial);
    assertThat(trial.addresses).contains("https://gate.example");
    assertThat(trial.journal().entries()).isEmpty();
    String endless = "https://gate.example/" + "x".repeat(200);
    assertThatThrownBy(
            () -> trial.lifecycle.replace(REF, secret("sk-canary-9"), Duration.ZERO, endless))
        .isInstanceOf(KeymasterException.class);
  }

  @Test
  void a_rehearsal_needs_no_credential_where_a_person_makes_the_key() {
    assertThat(trial.lifecycle.tryRotation(REF, DAY).note())
        .isEqualTo("make one at https://console.example");
    assertThat(vendor.calls).containsExactly("verifyAdmin");
    trial.lifecycle.logout(FakeVendor.NAME);
    assertThat(trial.lifecycle.tryRotation(REF, DAY).ending()).isEqualTo(Ending.DONE);
  }

  @ParameterizedTest
  @EnumSource(Breaking.How.class)
  void SG32_killed_at_any_commit_a_good_key_is_handed_out_and_the_new_one_kept(Breaking.How how) {
    for (int write = 1; write <= 12; write++) {
      Trial broken = new Trial();
      broken.vendor.abilities.retainAll(ANTHROPIC);
      broken.store(REF, broken.vendor.byHand());
      String fresh = broken.vendor.byHand();
      broken.rows.arm(how, write);
      try {
        broken.lifecycle.replace(REF, secret(fresh), Duration.ZERO, "");
      } catch (Killed | KeymasterException e) {
        assertThat(e).isNotNull();
      }
      broken.restart();
      goOn(broken);
      String now = broken.value(REF);
      assertThat(broken.vendor.live.values())
          .as("write %d: what is handed out is good", write)
          .anyMatch(made -> made.value().equals(now));
      boolean taken = broken.existing(REF).versions().size() > 1;
      assertThat(broken.vendor.live).as("write %d", write).hasSize(taken ? 1 : 2);
      assertThat(broken.journal().entries()).isEmpty();
      assertThat(broken.guard.verify().findings()).isEmpty();
    }
  }
}
