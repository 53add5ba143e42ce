package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.REF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.keymaster.model.Discrepancy;
import dev.keymaster.model.Discrepancy.Kind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.providers.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** G13: the provider's list against the vault. */
class ReconcilingTests {
  private static final KeyRef OTHER = new KeyRef(REF.environment(), new KeyName("other"));

  private final Trial trial = new Trial();
  private final FakeVendor vendor = trial.vendor;
  private final Reconciling reconciling = trial.reconciling();

  private static void refused(Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private List<Discrepancy> compare() {
    return reconciling.compare(Set.of());
  }

  /** A key that somebody made elsewhere. */
  private void made(String name) {
    vendor.make(Terms.NONE.order(name, trial.now)).value().close();
  }

  @Test
  void G13_what_one_side_has_alone_is_found() {
    trial.lifecycle.mint(REF, Trial.DETAILS, Terms.NONE);
    assertThat(compare()).isEmpty();
    made("by hand");
    made("run-0123456789ab");
    vendor.live.remove("id-1");
    assertThat(compare())
        .extracting(Discrepancy::kind, Discrepancy::id, Discrepancy::name)
        .containsExactlyInAnyOrder(
            tuple(Kind.UNKNOWN, "id-2", "by hand"),
            tuple(Kind.ORPHANED, "id-3", "run-0123456789ab"),
            tuple(Kind.GONE, "id-1", "ci-runner"));
  }

  @Test
  void G13_what_is_older_than_the_policy_wants_is_found() {
    trial.lifecycle.mint(REF, Trial.DETAILS, Terms.NONE);
    trial.wait(Duration.ofDays(91));
    assertThat(compare()).extracting(Discrepancy::kind).containsExactly(Kind.OVERDUE);
  }

  @Test
  void G13_what_was_never_used_is_found_where_the_provider_tells_uses() {
    trial.lifecycle.mint(REF, Trial.DETAILS, Terms.NONE);
    trial.lifecycle.mint(OTHER, Trial.DETAILS, Terms.NONE);
    trial.wait(Duration.ofDays(31));
    assertThat(compare()).as("no use is told at all").isEmpty();
    vendor.used("id-2");
    assertThat(compare())
        .extracting(Discrepancy::kind, Discrepancy::id)
        .containsExactly(tuple(Kind.NEVER_USED, "id-1"));
  }

  @Test
  void G13_a_provider_that_fails_is_told() {
    vendor.down(Failure.Kind.UNAVAILABLE);
    assertThat(compare())
        .extracting(Discrepancy::kind, Discrepancy::note)
        .containsExactly(tuple(Kind.UNASKED, "the provider has a bad day"));
    trial.lifecycle.logout(FakeVendor.NAME);
    assertThat(compare()).isEmpty();
    refused(Code.LOCKED, () -> reconciling.compare(Set.of(FakeVendor.NAME)));
  }

  @Test
  void G13_a_stray_key_is_revoked_and_one_of_the_vault_is_not() {
    trial.lifecycle.mint(REF, Trial.DETAILS, Terms.NONE);
    made("by hand");
    refused(Code.CONFLICT, () -> reconciling.revoke(FakeVendor.NAME, "id-1", false));
    refused(Code.NOT_FOUND, () -> reconciling.revoke(FakeVendor.NAME, "id-9", false));
    reconciling.revoke(FakeVendor.NAME, "id-2", false);
    assertThat(vendor.live).containsOnlyKeys("id-1");
  }

  @Test
  void G13_attack_a_key_that_was_pasted_is_recognised_and_not_ended_in_passing() {
    vendor.showsEnds = true;
    made("pasted elsewhere");
    made("by hand");
    trial.store(REF, vendor.made("id-1").value());
    assertThat(compare())
        .extracting(Discrepancy::id, Discrepancy::ref, Discrepancy::note)
        .containsExactly(
            tuple("id-1", KeyRef.parse(REF + "#1"), "may be " + REF + "#1"),
            tuple("id-2", null, ""));
    refused(Code.CONFLICT, () -> reconciling.revoke(FakeVendor.NAME, "id-1", false));
    reconciling.revoke(FakeVendor.NAME, "id-2", false);
    assertThat(vendor.live).containsOnlyKeys("id-1");
    reconciling.revoke(FakeVendor.NAME, "id-1", true);
    assertThat(vendor.live).isEmpty();
  }

  @Test
  void G13_attack_where_a_provider_shows_nothing_any_pasted_key_may_be_it() {
    made("by hand");
    trial.store(REF, "sk-canary-another");
    assertThat(compare()).extracting(Discrepancy::ref).containsExactly(KeyRef.parse(REF + "#1"));
    refused(Code.CONFLICT, () -> reconciling.revoke(FakeVendor.NAME, "id-1", false));
  }

  @Test
  void G13_a_stray_key_is_adopted_and_managed_from_then_on() {
    vendor.showsEnds = true;
    made("by hand");
    refused(
        Code.USAGE,
        () -> reconciling.adopt(OTHER, FakeVendor.NAME, "id-1", Trial.secret("sk-canary-another")));
    String value = vendor.made("id-1").value();
    reconciling.adopt(OTHER, FakeVendor.NAME, "id-1", Trial.secret(value));
    assertThat(trial.value(OTHER)).isEqualTo(value);
    assertThat(compare()).isEmpty();
    refused(
        Code.CONFLICT,
        () -> reconciling.adopt(OTHER, FakeVendor.NAME, "id-1", Trial.secret(value)));
    trial.lifecycle.remove(OTHER);
    assertThat(vendor.live).isEmpty();
  }

  @Test
  void G13_attack_who_manages_no_provider_gets_no_key_of_one_by_adopting_it() {
    made("by hand");
    trial.guard.access().changePolicy("deny provider\nallow everything");
    refused(
        Code.DENIED,
        () -> reconciling.adopt(OTHER, FakeVendor.NAME, "id-1", Trial.secret("sk-canary-mine")));
    assertThat(vendor.calls).doesNotContain("issued");
    refused(Code.DENIED, () -> reconciling.revoke(FakeVendor.NAME, "id-1", false));
  }

  @Test
  void G13_of_two_keys_that_may_be_a_lost_one_a_person_chooses() {
    vendor.tellsTimes = false;
    made("ci-runner");
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNCERTAIN, true, false), 1);
    refused(Code.UNAVAILABLE, () -> trial.lifecycle.mint(REF, Trial.DETAILS, Terms.NONE));
    trial.wait(Duration.ofMinutes(30));
    trial.lifecycle.resume();
    assertThat(compare())
        .extracting(Discrepancy::kind)
        .containsExactly(Kind.ORPHANED, Kind.ORPHANED);
    String value = vendor.made("id-1").value();
    reconciling.adopt(OTHER, FakeVendor.NAME, "id-1", Trial.secret(value));
    trial.wait(Duration.ofMinutes(1));
    trial.lifecycle.resume();
    assertThat(vendor.live).as("the other one was the lost one").containsOnlyKeys("id-1");
    trial.checkSettled();
  }
}
