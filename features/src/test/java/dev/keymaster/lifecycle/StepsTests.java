package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.REF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.VersionState;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.RateLimits;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is decided, without a vault and a provider. */
class StepsTests {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration NO_TIME = Duration.ZERO;

  private static Entry entry(Kind kind, Stage stage) {
    return Entry.begin(kind, stage, FakeVendor.NAME, REF, NOW, new Holder(7, NOW));
  }

  private static KeyVersion version(int number, VersionState state, Issued.@Nullable State there) {
    Issued issued =
        there == null ? null : new Issued(FakeVendor.NAME, Map.of("hash", "id-" + number), there);
    return new KeyVersion(number, state, NOW, "sk-…", 9, issued);
  }

  private static KeyRecord key(KeyVersion... versions) {
    return new KeyRecord(REF.environment(), REF.name(), Trial.DETAILS, NOW, NOW, List.of(versions));
  }

  private static Next next(Entry entry, @Nullable KeyRecord key) {
    return Steps.next(entry, key, false, NOW);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void a_key_that_is_gone_ends_what_was_under_way_unless_one_may_be_lost(Stage stage) {
    boolean lost = stage == Stage.INTENDED || stage == Stage.LOST;
    assertThat(next(entry(Kind.ROTATE, stage), null))
        .isEqualTo(lost ? new Next.Find() : new Next.Close());
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void nothing_is_done_before_its_time_unless_the_program_is_gone(Stage stage) {
    Entry later = entry(Kind.CHILD, stage).at(stage, NOW.plusSeconds(1));
    assertThat(next(later, null)).isEqualTo(new Next.Wait());
    boolean goesOn = stage == Stage.SWITCHED;
    assertThat(Steps.next(later, null, true, NOW) instanceof Next.Wait).isEqualTo(!goesOn);
  }

  @ParameterizedTest
  @CsvSource({
    "BROUGHT, Announce",
    "ANNOUNCING, Tell",
    "MINTED, Verify",
    "VERIFIED, Switch",
    "UNDOING, Undo"
  })
  void each_stage_has_its_step(Stage stage, String step) {
    KeyRecord key = key(version(1, VersionState.CURRENT, Issued.State.LIVE));
    assertThat(next(entry(Kind.ROTATE, stage), key).getClass().getSimpleName()).isEqualTo(step);
  }

  @ParameterizedTest
  @CsvSource({
    "RETIRED, LIVE, true",
    "RETIRED, DISABLED, true",
    "RETIRED, REVOKED, false",
    "CURRENT, LIVE, false",
    "RETIRED, , false"
  })
  void D4_a_rotation_ends_the_old_version_unless_somebody_went_back_to_it(
      VersionState state, Issued.@Nullable State there, boolean ends) {
    Entry rotation = entry(Kind.ROTATE, Stage.SWITCHED).replacing(1, NO_TIME);
    KeyRecord key =
        key(version(1, state, there), version(2, VersionState.RETIRED, Issued.State.LIVE));
    assertThat(next(rotation, key)).isEqualTo(ends ? new Next.End(1) : new Next.Close());
    assertThat(next(rotation.replacing(3, NO_TIME), key)).isEqualTo(new Next.Close());
  }

  @Test
  void a_key_that_is_ended_is_forgotten_after_its_last_version() {
    Entry revocation = entry(Kind.REVOKE, Stage.ENDING);
    KeyRecord key =
        key(
            version(1, VersionState.RETIRED, Issued.State.REVOKED),
            version(2, VersionState.CURRENT, Issued.State.LIVE));
    assertThat(next(revocation, key)).isEqualTo(new Next.End(2));
    KeyRecord ended = key(version(1, VersionState.CURRENT, Issued.State.REVOKED));
    assertThat(next(revocation, ended)).isEqualTo(new Next.Forget());
  }

  @Test
  void G3_a_program_is_looked_for_until_its_key_ends_anyway() {
    Entry child = entry(Kind.CHILD, Stage.SWITCHED).at(Stage.SWITCHED, NOW.plusSeconds(3600));
    assertThat(Steps.due(child, false, NOW)).isEqualTo(NOW.plusSeconds(30));
    assertThat(Steps.due(child, true, NOW)).isEqualTo(NOW);
    Entry soon = child.at(Stage.SWITCHED, NOW.plusSeconds(5));
    assertThat(Steps.due(soon, false, NOW)).isEqualTo(NOW.plusSeconds(5));
    Entry ending = child.at(Stage.ENDING, NOW.plusSeconds(3600));
    assertThat(Steps.due(ending, true, NOW)).isEqualTo(NOW.plusSeconds(3600));
    Entry other = entry(Kind.ROTATE, Stage.SWITCHED).at(Stage.SWITCHED, NOW.plusSeconds(3600));
    assertThat(Steps.due(other, true, NOW)).isEqualTo(NOW.plusSeconds(3600));
  }

  private static Entry failed(int times) {
    Entry entry = entry(Kind.ROTATE, Stage.MINTED);
    for (int i = 0; i < times; i++) {
      entry = entry.failed(Stage.MINTED, "no", NOW);
    }
    return entry;
  }

  private static Instant again(int times, @Nullable Duration asked) {
    Failure failure = new Failure(Failure.Kind.UNAVAILABLE, "no", 503, asked);
    return Steps.verified(failed(times), new Reply.Failed<>(failure), NO_TIME, NOW).notBefore();
  }

  @Test
  void waits_double_up_to_six_hours_and_are_as_long_as_the_provider_asks() {
    assertThat(again(0, null)).isEqualTo(NOW.plusSeconds(30));
    assertThat(again(3, null)).isEqualTo(NOW.plusSeconds(240));
    assertThat(again(30, null)).isEqualTo(NOW.plus(Duration.ofHours(6)));
    assertThat(again(3, Duration.ofSeconds(10))).isEqualTo(NOW.plusSeconds(240));
    assertThat(again(0, Duration.ofDays(1))).isEqualTo(NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void D3_a_new_key_is_given_time_to_settle_and_then_undone() {
    Entry minted = entry(Kind.ROTATE, Stage.MINTED);
    Reply<Standing> refused =
        new Reply.Answer<>(new Standing.Invalid("unknown key"), RateLimits.NONE);
    Duration settling = Duration.ofSeconds(60);
    Entry early = Steps.verified(minted, refused, settling, NOW);
    assertThat(early.stage()).isEqualTo(Stage.MINTED);
    assertThat(early.attempts()).isEqualTo(1);
    Entry late = Steps.verified(minted, refused, settling, NOW.plus(settling));
    assertThat(late.stage()).isEqualTo(Stage.UNDOING);
    Entry alone = entry(Kind.MINT, Stage.MINTED);
    assertThat(Steps.verified(alone, refused, settling, NOW).stage()).isEqualTo(Stage.VERIFIED);
  }

  @ParameterizedTest
  @EnumSource(Failure.Kind.class)
  void D5_an_ending_that_was_asked_for_and_is_refused_at_once_leaves_all_as_it_was(
      Failure.Kind kind) {
    Failure failure = new Failure(kind, "no", 0, null);
    boolean plain =
        kind == Failure.Kind.UNSUPPORTED
            || kind == Failure.Kind.NOT_ALLOWED
            || kind == Failure.Kind.REFUSED;
    Entry first = entry(Kind.REVOKE, Stage.ENDING);
    assertThat(Steps.notEnded(first, false, failure, NOW).isEmpty()).isEqualTo(plain);
    assertThat(Steps.notEnded(first, true, failure, NOW)).as("it is withheld").isPresent();
    Entry second = first.failed(Stage.ENDING, "before", NOW);
    assertThat(Steps.notEnded(second, false, failure, NOW)).isPresent();
    Entry rotation = entry(Kind.ROTATE, Stage.SWITCHED);
    assertThat(Steps.notEnded(rotation, false, failure, NOW)).isPresent();
  }

  @Test
  void what_nobody_issued_cannot_be_ended() {
    KeyVersion live = version(1, VersionState.RETIRED, Issued.State.LIVE);
    assertThat(Steps.revoked(live).state()).isEqualTo(Issued.State.REVOKED);
    KeyVersion stored = version(1, VersionState.RETIRED, null);
    assertThatThrownBy(() -> Steps.revoked(stored)).isInstanceOf(BugException.class);
  }
}
