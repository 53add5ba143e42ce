package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.DETAILS;
import static dev.keymaster.lifecycle.Trial.REF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyUsage;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.Release;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.Selection;
import dev.keymaster.model.VersionState;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.IssuedId;
import dev.keymaster.providers.MintOrder;
import dev.keymaster.providers.MintOrder.Reset;
import dev.keymaster.providers.Money;
import dev.keymaster.providers.Standing;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LifecycleTests {
  private static final Duration DAY = Duration.ofHours(24);

  private final Trial trial = new Trial();
  private final FakeVendor vendor = trial.vendor;

  private static KeymasterException refused(Code code, ThrowingCallable call) {
    List<KeymasterException> thrown = new ArrayList<>();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              thrown.add(e);
            });
    return thrown.getFirst();
  }

  private KeyRecord minted() {
    KeyRecord key = trial.lifecycle.mint(REF, DETAILS, Terms.NONE);
    trial.asked++;
    return key;
  }

  private List<VersionState> states() {
    KeyRecord key = trial.existing(REF);
    return key.versions().stream().map(KeyVersion::state).toList();
  }

  private Issued issued(int version) {
    KeyRecord key = trial.existing(REF);
    Issued issued = key.version(version).orElseThrow().issued();
    if (issued == null) {
      throw new AssertionError("nobody issued #" + version);
    }
    return issued;
  }

  @Test
  void D2_a_minted_key_is_stored_with_the_providers_id_and_named_alike() {
    Terms terms =
        new Terms(
            new Money(new BigDecimal("5"), "USD"),
            Reset.MONTHLY,
            Duration.ofDays(90),
            Map.of("workspace", "w-1"));
    KeyRecord key = trial.lifecycle.mint(REF, DETAILS, terms);
    MintOrder order = vendor.made("id-1").order();
    assertThat(order.name()).isEqualTo("ci-runner");
    assertThat(order.limit()).isEqualTo(new Money(new BigDecimal("5"), "USD"));
    assertThat(order.reset()).isEqualTo(Reset.MONTHLY);
    assertThat(order.expires()).isEqualTo(trial.now.plus(Duration.ofDays(90)));
    assertThat(order.settings()).containsEntry("workspace", "w-1");
    assertThat(key.details().expires()).isEqualTo(order.expires());
    assertThat(Trial.id(issued(1))).isEqualTo("id-1");
    assertThat(trial.value(REF)).isEqualTo(vendor.made("id-1").value());
    assertThat(Terms.of(key.details().metadata())).isEqualTo(terms);
    trial.checkSettled();
  }

  @Test
  void D2_a_refused_order_leaves_the_vault_as_it_was() {
    vendor.down(Failure.Kind.REFUSED);
    KeymasterException e =
        refused(Code.UNAVAILABLE, () -> trial.lifecycle.mint(REF, DETAILS, Terms.NONE));
    assertThat(e).hasMessageContaining("the provider has a bad day");
    assertThat(trial.key(REF)).isNull();
    trial.checkSettled();
  }

  @Test
  void D2_a_key_whose_answer_was_lost_is_found_by_name_and_time_and_revoked() {
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNCERTAIN, true, false), 1);
    refused(Code.UNAVAILABLE, () -> trial.lifecycle.mint(REF, DETAILS, Terms.NONE));
    assertThat(vendor.calls).containsExactly("mint", "issued", "revoke");
    trial.checkSettled();
    assertThat(trial.key(REF)).isNull();
  }

  @Test
  void a_lost_key_that_appears_late_is_found_all_the_same() {
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNCERTAIN, false, false), 1);
    refused(Code.UNAVAILABLE, () -> trial.lifecycle.mint(REF, DETAILS, Terms.NONE));
    assertThat(trial.journal().entries()).hasSize(1);
    vendor.make(Terms.NONE.order("ci-runner", trial.now)).value().close();
    trial.wait(Duration.ofMinutes(1));
    assertThat(trial.lifecycle.resume())
        .extracting(Progress::ending)
        .containsExactly(Ending.FAILED);
    trial.checkSettled();
  }

  @Test
  void keys_of_others_that_only_look_like_a_lost_one_are_left_alone() {
    vendor.make(Terms.NONE.order("ci-runner", trial.now)).value().close();
    trial.wait(Duration.ofMinutes(5));
    vendor.make(Terms.NONE.order("another", trial.now)).value().close();
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNCERTAIN, false, false), 1);
    refused(Code.UNAVAILABLE, () -> trial.lifecycle.mint(REF, DETAILS, Terms.NONE));
    for (int i = 0; i < 15; i++) {
      trial.wait(Duration.ofMinutes(1));
      trial.lifecycle.resume();
    }
    assertThat(vendor.live).containsOnlyKeys("id-1", "id-2");
    assertThat(trial.journal().entries()).isEmpty();
  }

  @Test
  void of_two_keys_that_may_be_the_lost_one_none_is_revoked() {
    vendor.tellsTimes = false;
    vendor.make(Terms.NONE.order("ci-runner", trial.now)).value().close();
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNCERTAIN, true, false), 1);
    refused(Code.UNAVAILABLE, () -> trial.lifecycle.mint(REF, DETAILS, Terms.NONE));
    trial.wait(Duration.ofMinutes(30));
    trial.lifecycle.resume();
    assertThat(vendor.live).hasSize(2);
    assertThat(trial.lifecycle.underWay())
        .extracting(Progress::note)
        .containsExactly("2 keys there are called ci-runner");
  }

  @Test
  void a_key_without_a_name_that_may_be_the_lost_one_is_told_and_left_alone() {
    vendor.givesNames = false;
    vendor.make(Terms.NONE.order("before", trial.now)).value().close();
    trial.wait(Duration.ofMinutes(5));
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNCERTAIN, true, false), 1);
    refused(Code.UNAVAILABLE, () -> trial.lifecycle.mint(REF, DETAILS, Terms.NONE));
    trial.wait(Duration.ofMinutes(30));
    trial.lifecycle.resume();
    assertThat(vendor.live).hasSize(2);
    assertThat(trial.lifecycle.underWay())
        .extracting(Progress::note)
        .containsExactly(
            "the answer was lost; if nobody else made it, end it there: "
                + vendor.made("id-2").key().hint());
  }

  @Test
  void a_lost_answer_of_a_provider_that_lists_nothing_is_for_a_person_to_look_after() {
    vendor.abilities.remove(Ability.LIST);
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNCERTAIN, false, false), 1);
    KeymasterException e =
        refused(Code.UNAVAILABLE, () -> trial.lifecycle.mint(REF, DETAILS, Terms.NONE));
    assertThat(e).hasMessageContaining("look for one at ");
    trial.checkSettled();
  }

  @Test
  void a_name_that_is_taken_costs_no_key() {
    trial.store(REF, "sk-canary-0ld");
    refused(Code.CONFLICT, () -> trial.lifecycle.mint(REF, DETAILS, Terms.NONE));
    KeyRef twin = new KeyRef(REF.environment(), new KeyName("CI-runner"));
    refused(Code.CONFLICT, () -> trial.lifecycle.mint(twin, DETAILS, Terms.NONE));
    assertThat(vendor.calls).isEmpty();
  }

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
  void a_bad_new_key_that_cannot_be_given_back_yet_is_later() {
    vendor.standing = new Standing.Invalid("no such user");
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNAVAILABLE, false, false), 3);
    refused(Code.UNAVAILABLE, () -> trial.lifecycle.mint(REF, DETAILS, Terms.NONE));
    assertThat(vendor.live).hasSize(1);
    trial.settle();
    trial.checkSettled();
    assertThat(vendor.live).isEmpty();
    assertThat(trial.key(REF)).isNull();
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
  void metadata_that_say_nonsense_about_the_order_are_refused_before_it() {
    for (String name : List.of("mint.limit", "mint.reset", "mint.lifetime")) {
      refused(Code.USAGE, () -> Terms.of(Map.of(name, "5")));
    }
    refused(Code.USAGE, () -> Terms.of(Map.of("mint.limit", "five USD")));
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

  @Test
  void D1_the_credential_is_checked_kept_where_no_list_shows_it_and_handed_to_nobody() {
    KeyRef admin = Reserved.admin(FakeVendor.NAME);
    assertThat(trial.lifecycle.loggedIn(FakeVendor.NAME)).isTrue();
    assertThat(trial.guard.list(Selection.ALL)).isEmpty();
    refused(
        Code.DENIED, () -> trial.guard.release(List.of(admin), new Release(EventKind.REVEAL, "")));
    EnvironmentName own = Reserved.PROVIDERS;
    refused(Code.USAGE, () -> trial.store(admin, "sk-canary-f00"));
    refused(Code.USAGE, () -> trial.lifecycle.rollback(admin, 1));
    refused(Code.USAGE, () -> trial.lifecycle.forget(admin));
    refused(Code.USAGE, () -> trial.guard.remove(own, admin.name()));
    refused(Code.USAGE, () -> trial.guard.purge(own, admin.name()));
    refused(Code.USAGE, () -> trial.guard.destroy(own, admin.name(), 1));
    refused(Code.USAGE, () -> trial.lifecycle.remove(admin));
    trial.lifecycle.logout(FakeVendor.NAME);
    assertThat(trial.lifecycle.loggedIn(FakeVendor.NAME)).isFalse();
    refused(Code.NOT_FOUND, () -> trial.lifecycle.logout(FakeVendor.NAME));
    refused(Code.LOCKED, () -> trial.lifecycle.mint(REF, DETAILS, Terms.NONE));
  }

  @Test
  void D1_a_credential_that_is_not_one_is_not_kept() {
    trial.lifecycle.logout(FakeVendor.NAME);
    KeymasterException e =
        refused(
            Code.FINDINGS,
            () -> trial.lifecycle.login(FakeVendor.NAME, Trial.secret("sk-canary-77"), ""));
    assertThat(e.hint()).contains("https://console.example");
    vendor.down(Failure.Kind.UNAVAILABLE);
    refused(
        Code.UNAVAILABLE,
        () -> trial.lifecycle.login(FakeVendor.NAME, Trial.secret(FakeVendor.ADMIN), ""));
    assertThat(trial.lifecycle.loggedIn(FakeVendor.NAME)).isFalse();
    vendor.abilities.remove(Ability.VERIFY_ADMIN);
    refused(
        Code.USAGE,
        () -> trial.lifecycle.login(FakeVendor.NAME, Trial.secret(FakeVendor.ADMIN), ""));
  }

  @Test
  void without_the_credential_nothing_is_ended_but_nothing_is_given_up() {
    minted();
    trial.lifecycle.rotate(REF, Duration.ofMinutes(1));
    trial.lifecycle.logout(FakeVendor.NAME);
    refused(Code.LOCKED, () -> trial.lifecycle.remove(REF));
    trial.wait(Duration.ofMinutes(1));
    assertThat(trial.lifecycle.resume())
        .extracting(Progress::note)
        .containsExactly("there is no credential that manages keys at openrouter");
    trial.lifecycle.login(FakeVendor.NAME, Trial.secret(FakeVendor.ADMIN), "");
    trial.settle();
    trial.checkSettled();
  }

  @Test
  void a_provider_that_cannot_make_keys_is_not_asked() {
    vendor.abilities.remove(Ability.MINT);
    refused(Code.USAGE, () -> trial.lifecycle.mint(REF, DETAILS, Terms.NONE));
    assertThat(vendor.calls).isEmpty();
  }

  @Test
  void G9_attack_a_freeze_that_begins_while_a_key_is_made_keeps_it_from_its_program() {
    Map<String, String> hour = Map.of("mint.lifetime", "PT1H");
    Holder program = new Holder(77, Instant.EPOCH);
    trial.running.add(77L);
    KeyRef ref =
        trial.lifecycle.children().make(FakeVendor.NAME, hour, new KeyName("run-1"), program);
    trial.guard.freeze().begin(Set.of(FakeVendor.NAME));
    refused(Code.DENIED, () -> trial.lifecycle.children().value(ref, "tests"));
    trial.running.remove(77L);
    trial.lifecycle.resume();
    assertThat(vendor.live).as("its program never began").isEmpty();
  }

  @Test
  void G3_a_child_key_is_ended_with_its_program_or_its_time_and_no_list_shows_it() {
    Map<String, String> hour = Map.of("mint.lifetime", "PT1H");
    Holder program = new Holder(77, Instant.EPOCH);
    trial.running.add(77L);
    KeyRef ref =
        trial.lifecycle.children().make(FakeVendor.NAME, hour, new KeyName("run-1"), program);
    trial.lifecycle.children().value(ref, "tests").close();
    assertThat(trial.guard.list(Selection.ALL)).isEmpty();
    assertThat(trial.lifecycle.resume()).isEmpty();
    assertThat(vendor.live).hasSize(1);
    assertThat(trial.lifecycle.underWay())
        .as("its program is looked for")
        .extracting(Progress::until)
        .containsExactly(trial.now.plusSeconds(30));
    trial.running.remove(77L);
    assertThat(trial.lifecycle.underWay()).extracting(Progress::until).containsExactly(trial.now);
    trial.lifecycle.resume();
    assertThat(vendor.live).isEmpty();
    refused(Code.NOT_FOUND, () -> trial.lifecycle.children().value(ref, "tests"));
    assertThat(trial.lifecycle.children().end(ref).ending()).isEqualTo(Ending.DONE);

    trial.running.add(77L);
    trial.lifecycle.children().make(FakeVendor.NAME, hour, new KeyName("run-2"), program);
    trial.wait(Duration.ofHours(1));
    trial.lifecycle.resume();
    assertThat(vendor.live).isEmpty();
    trial.asked = 2;
    trial.checkSettled();
  }

  @Test
  void a_child_key_that_is_not_made_is_told_to_its_program() {
    vendor.down(Failure.Kind.UNAVAILABLE);
    Holder program = new Holder(trial.process, Instant.EPOCH);
    KeyName name = new KeyName("run-1");
    Map<String, String> hour = Map.of("mint.lifetime", "PT1H");
    refused(
        Code.UNAVAILABLE,
        () -> trial.lifecycle.children().make(FakeVendor.NAME, hour, name, program));
    refused(
        Code.USAGE,
        () -> trial.lifecycle.children().make(FakeVendor.NAME, Map.of(), name, program));
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

  @Test
  void D7_usage_has_a_row_for_each_key_that_a_provider_made() {
    Terms five = new Terms(new Money(new BigDecimal("5"), "USD"), Reset.NEVER, null, Map.of());
    trial.lifecycle.mint(REF, DETAILS, five);
    KeyRef other = new KeyRef(REF.environment(), new KeyName("other"));
    trial.lifecycle.mint(other, DETAILS);
    trial.store(new KeyRef(REF.environment(), new KeyName("own")), "sk-canary-0ld");
    Consumption consumption = trial.consumption();
    assertThat(consumption.of(Selection.ALL))
        .extracting(KeyUsage::ref, KeyUsage::used, KeyUsage::limit, KeyUsage::currency)
        .containsExactly(tuple(REF, "0.25", "5", "USD"), tuple(other, "0.25", null, "USD"));
    vendor.live.remove("id-1");
    assertThat(consumption.of(Selection.ALL))
        .extracting(KeyUsage::failure)
        .containsExactly("the provider has a bad day", "");
    trial.lifecycle.logout(FakeVendor.NAME);
    assertThat(consumption.of(new Selection(null, null, other.name())))
        .extracting(KeyUsage::failure)
        .containsExactly("there is no credential that manages keys at openrouter");
  }

  @Test
  void every_step_is_in_the_log() {
    minted();
    trial.lifecycle.rotate(REF, Duration.ZERO);
    List<String> told = new ArrayList<>();
    trial.guard.events(0, event -> told.add(shown(event)));
    assertThat(told)
        .contains(
            "PROVIDER openrouter credential stored",
            "PROVIDER openrouter mint ci-runner",
            "MINT km://dev/ci-runner begun at openrouter",
            "MINT km://dev/ci-runner#1 made by openrouter",
            "ROTATE km://dev/ci-runner begun at openrouter",
            "ROTATE km://dev/ci-runner#2 handed out from now on",
            "REVOKE km://dev/ci-runner#1 ended by openrouter");
  }

  private static String shown(Event event) {
    return event.kind() + " " + event.subject() + " " + event.detail();
  }
}
