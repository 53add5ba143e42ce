package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.REF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.keymaster.model.Discrepancy;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.VersionState;
import dev.keymaster.providers.IssuedId;
import dev.keymaster.providers.IssuedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** G13: a list held against the vault, without either. */
class ComparisonTests {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant OLD = NOW.minus(Duration.ofDays(31));

  private static IssuedKey listed(
      String id, boolean enabled, @Nullable Instant created, @Nullable Instant used) {
    IssuedId named = new IssuedId(Map.of("hash", id));
    return new IssuedKey(named, "name", "", enabled, created, null, used);
  }

  private static Target held(String id, int number, VersionState state) {
    Issued issued = new Issued(FakeVendor.NAME, Map.of("hash", id), Issued.State.LIVE);
    KeyVersion version = new KeyVersion(number, state, NOW, "", 9, issued);
    KeyVersion current = new KeyVersion(9, VersionState.CURRENT, NOW, "", 9);
    List<KeyVersion> all =
        state == VersionState.CURRENT ? List.of(version) : List.of(version, current);
    KeyRecord key = new KeyRecord(REF.environment(), REF.name(), Trial.DETAILS, NOW, NOW, all);
    return new Target(key, version);
  }

  private static List<Discrepancy> compare(
      Set<KeyRef> overdue, List<IssuedKey> listed, Target... held) {
    return new Comparison(FakeVendor.NAME, Set.of(), overdue, false, NOW).of(listed, List.of(held));
  }

  @Test
  void G13_a_key_is_unused_if_it_is_old_and_the_provider_tells_uses_of_others() {
    IssuedKey used = listed("used", true, OLD, NOW);
    List<IssuedKey> all =
        List.of(
            used,
            listed("never", true, OLD, null),
            listed("young", true, NOW, null),
            listed("ageless", true, null, null));
    Target[] held = {
      held("used", 1, VersionState.CURRENT),
      held("never", 2, VersionState.CURRENT),
      held("young", 3, VersionState.CURRENT),
      held("ageless", 4, VersionState.CURRENT)
    };
    assertThat(compare(Set.of(), all, held))
        .extracting(Discrepancy::kind, Discrepancy::id)
        .containsExactly(tuple(Discrepancy.Kind.NEVER_USED, "never"));
  }

  @Test
  void G13_an_old_version_that_is_still_good_is_not_what_the_policy_wants_replaced() {
    List<IssuedKey> all = List.of(listed("old", true, OLD, NOW));
    assertThat(compare(Set.of(REF), all, held("old", 1, VersionState.RETIRED))).isEmpty();
    assertThat(compare(Set.of(REF), all, held("old", 1, VersionState.CURRENT)))
        .extracting(Discrepancy::kind)
        .containsExactly(Discrepancy.Kind.OVERDUE);
  }

  @Test
  void G13_a_deleted_key_needs_nobody_where_the_provider_lists_those() {
    Comparison shown = new Comparison(FakeVendor.NAME, Set.of(), Set.of(), true, NOW);
    assertThat(shown.of(List.of(listed("x", false, OLD, null)), List.of())).isEmpty();
    assertThat(shown.of(List.of(listed("x", true, OLD, null)), List.of())).hasSize(1);
  }

  @Test
  void G13_attack_a_key_that_can_be_enabled_again_is_not_passed_over_because_it_ends_one_day() {
    IssuedId id = new IssuedId(Map.of("hash", "x"));
    IssuedKey asleep = new IssuedKey(id, "name", "", false, OLD, NOW.plusSeconds(1), null);
    assertThat(compare(Set.of(), List.of(asleep)))
        .extracting(Discrepancy::kind, Discrepancy::note)
        .containsExactly(tuple(Discrepancy.Kind.UNKNOWN, "disabled there"));
  }

  @Test
  void G13_a_key_that_is_disabled_there_is_said_to_be() {
    assertThat(compare(Set.of(), List.of(listed("x", false, OLD, null))))
        .extracting(Discrepancy::kind, Discrepancy::note)
        .containsExactly(tuple(Discrepancy.Kind.UNKNOWN, "disabled there"));
  }
}
