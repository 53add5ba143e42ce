package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.DETAILS;
import static dev.keymaster.lifecycle.Trial.REF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyUsage;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.Release;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.Selection;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.MintOrder.Reset;
import dev.keymaster.providers.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Credentials that manage keys, keys of programs, and what is told of all of it. */
class LifecycleTests extends LifecycleStage {
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
