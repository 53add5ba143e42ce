package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.DETAILS;
import static dev.keymaster.lifecycle.Trial.REF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.lifecycle.Schedule.Candidate;
import dev.keymaster.lifecycle.Upkeep.Tries;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.providers.Ability;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpkeepTests {
  private final Trial trial = new Trial();

  private List<Candidate> candidates(Tries tries) {
    return trial.upkeep().candidates(ref -> tries);
  }

  @Test
  void G4_a_key_is_rotated_alone_if_its_provider_makes_keys_and_there_is_a_credential() {
    trial.lifecycle.mint(REF, DETAILS, Terms.NONE);
    assertThat(candidates(Tries.NONE)).extracting(Candidate::alone).containsExactly(true);
    trial.vendor.abilities.remove(Ability.MINT);
    assertThat(candidates(Tries.NONE)).extracting(Candidate::alone).containsExactly(false);
    trial.vendor.abilities.add(Ability.MINT);
    trial.lifecycle.logout(FakeVendor.NAME);
    assertThat(candidates(Tries.NONE)).extracting(Candidate::alone).containsExactly(false);
  }

  @Test
  void G6_attack_a_stored_key_has_none_made_for_it_behind_a_persons_back() {
    trial.store(REF, "sk-canary-0ld");
    assertThat(candidates(Tries.NONE)).extracting(Candidate::alone).containsExactly(false);
  }

  @Test
  void G4_a_reminder_is_an_event_and_is_remembered_by_the_next_process() {
    trial.lifecycle.mint(REF, DETAILS, Terms.NONE);
    List<Candidate> all = candidates(Tries.NONE);
    assertThat(all.getFirst().reminded()).isNull();
    trial.upkeep().remind(all.getFirst().deadline(), "no credential", all);
    Event event = trial.guard.newest(1).getFirst();
    assertThat(event.kind()).isEqualTo(EventKind.DUE);
    assertThat(event.subject()).isEqualTo(REF.toString());
    assertThat(event.detail()).isEqualTo("to be rotated by 2026-05-30T12:00:00Z; no credential");
    trial.restart();
    assertThat(candidates(Tries.NONE).getFirst().reminded()).isEqualTo(trial.now);
  }

  @ParameterizedTest
  @CsvSource({
    "PT2160H, , to be rotated by 2026-05-30T12:00:00Z",
    ", 2026-04-01T00:00:00Z, it ends 2026-04-01T00:00:00Z",
    "PT2160H, 2026-04-01T00:00:00Z, it ends 2026-04-01T00:00:00Z",
    "PT2160H, 2026-09-01T00:00:00Z, to be rotated by 2026-05-30T12:00:00Z"
  })
  void G4_a_reminder_says_what_comes_first(
      @Nullable Duration every, @Nullable Instant expires, String said) {
    Deadline key = new Deadline(REF, FakeVendor.NAME, trial.now, every, false, expires);
    trial.upkeep().remind(key, "", List.of());
    assertThat(trial.guard.newest(1).getFirst().detail()).isEqualTo(said);
  }

  @Test
  void what_failed_for_the_value_before_counts_no_more() {
    trial.lifecycle.mint(REF, DETAILS, Terms.NONE);
    Instant since = trial.now;
    Tries older = Tries.NONE.again(since.minus(Duration.ofDays(1))).again(since);
    assertThat(candidates(older)).extracting(Candidate::failures).containsExactly(0);
    Tries newer = older.again(since.plusSeconds(1));
    assertThat(candidates(newer)).extracting(Candidate::failures).containsExactly(3);
  }

  @Test
  void reminders_of_keys_that_are_gone_are_forgotten_and_there_are_never_too_many() {
    List<KeyRef> refs =
        IntStream.range(0, Reminders.MOST + 5)
            .mapToObj(i -> KeyRef.parse("km://dev/key" + i))
            .toList();
    Reminders reminders = Reminders.of(null);
    refs.forEach(ref -> reminders.note(ref, trial.now, refs));
    Reminders read = Reminders.of(reminders.encoded());
    assertThat(read.encoded()).isEqualTo(reminders.encoded()).hasSizeLessThan(1 << 20);
    assertThat(read.last(refs.getFirst())).isNull();
    assertThat(read.last(refs.getLast())).isEqualTo(trial.now);
    read.note(refs.getLast(), trial.now.plusSeconds(1), List.of(refs.getLast()));
    assertThat(read.last(refs.get(9))).isNull();
    assertThat(read.last(refs.getLast())).isEqualTo(trial.now.plusSeconds(1));
  }
}
