package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.DETAILS;
import static dev.keymaster.lifecycle.Trial.REF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.MintOrder;
import dev.keymaster.providers.MintOrder.Reset;
import dev.keymaster.providers.Money;
import dev.keymaster.providers.Standing;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys that a provider makes, and orders whose answer was lost. */
class MintingTests extends LifecycleStage {
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
  void D2_an_order_that_cannot_be_filled_is_nobodys_failure_and_leaves_no_trace() {
    minted();
    vendor.objection = "keys have no such end";
    vendor.calls.clear();
    KeyRef other = new KeyRef(REF.environment(), new KeyName("other"));
    KeymasterException e =
        refused(Code.USAGE, () -> trial.lifecycle.mint(other, DETAILS, Terms.NONE));
    assertThat(e).hasMessage("keys have no such end");
    refused(Code.USAGE, () -> trial.lifecycle.rotate(REF, Duration.ZERO));
    assertThat(vendor.calls).isEmpty();
    assertThat(trial.journal().entries()).isEmpty();
    assertThat(trial.key(other)).isNull();
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
  void metadata_that_say_nonsense_about_the_order_are_refused_before_it() {
    for (String name : List.of("mint.limit", "mint.reset", "mint.lifetime")) {
      refused(Code.USAGE, () -> Terms.of(Map.of(name, "5")));
    }
    refused(Code.USAGE, () -> Terms.of(Map.of("mint.limit", "five USD")));
  }

  @Test
  void a_provider_that_cannot_make_keys_is_not_asked() {
    vendor.abilities.remove(Ability.MINT);
    refused(Code.USAGE, () -> trial.lifecycle.mint(REF, DETAILS, Terms.NONE));
    assertThat(vendor.calls).isEmpty();
  }
}
