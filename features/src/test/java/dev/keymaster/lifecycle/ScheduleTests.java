package dev.keymaster.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.lifecycle.Schedule.Candidate;
import dev.keymaster.lifecycle.Schedule.Decision;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTests {
  private static final Instant STORED = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant DUE = STORED.plus(MONTH);
  private static final Schedule ON = new Schedule(true, QuietHours.NONE, ZoneOffset.UTC);
  private static final Schedule OFF = new Schedule(false, QuietHours.NONE, ZoneOffset.UTC);

  private static Deadline deadline(
      String name, @Nullable Duration every, @Nullable Instant expires) {
    KeyRef ref = KeyRef.parse("km://dev/" + name);
    return new Deadline(ref, new ServiceName("openrouter"), STORED, every, false, expires);
  }

  private static Candidate alone(String name) {
    return new Candidate(deadline(name, MONTH, null), true, null, 0, null);
  }

  private static Candidate failed(int failures, Instant at, Instant reminded) {
    return new Candidate(deadline("ci", MONTH, null), true, reminded, failures, at);
  }

  private static Candidate byHand(@Nullable Instant reminded) {
    return new Candidate(deadline("hand", MONTH, null), false, reminded, 0, null);
  }

  /** When something is done for the first time, looked for minute by minute. */
  private static Instant first(Schedule schedule, Candidate key, Instant from) {
    for (Instant now = from; ; now = now.plusSeconds(60)) {
      if (!(schedule.next(List.of(key), now) instanceof Decision.Wait)) {
        return now;
      }
    }
  }

  @Test
  void G4_a_key_is_rotated_within_the_day_before_it_is_due_and_each_at_a_time_of_its_own() {
    Set<Instant> times = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Candidate key = alone("key" + i);
      Instant time = first(ON, key, DUE.minus(Duration.ofDays(2)));
      assertThat(time).isBetween(DUE.minus(DAY), DUE);
      assertThat(ON.next(List.of(key), time)).isEqualTo(new Decision.Rotate(key.deadline().ref()));
      times.add(time);
    }
    assertThat(times).hasSizeGreaterThan(10);
  }

  @Test
  void a_key_that_ends_is_rotated_before_it_does() {
    Instant end = STORED.plus(Duration.ofDays(10));
    Candidate key = new Candidate(deadline("ci", MONTH, end), true, null, 0, null);
    assertThat(first(ON, key, STORED)).isBetween(end.minus(DAY), end);
    Instant soon = STORED.plusSeconds(5);
    Candidate brief = new Candidate(deadline("ci", null, soon), true, null, 0, null);
    assertThat(ON.next(List.of(brief), soon.minusSeconds(1))).isEqualTo(new Decision.Wait(soon));
  }

  @Test
  void a_key_without_any_end_is_left_alone() {
    Candidate key = new Candidate(deadline("ci", null, null), true, null, 0, null);
    Instant later = STORED.plus(Duration.ofDays(9_000));
    assertThat(ON.next(List.of(key), later)).isInstanceOf(Decision.Wait.class);
    assertThat(OFF.next(List.of(key), later)).isInstanceOf(Decision.Wait.class);
  }

  @Test
  void G4_after_a_sleep_all_that_is_due_comes_one_after_the_other_the_oldest_first() {
    Candidate older = new Candidate(deadline("older", DAY, null), true, null, 0, null);
    List<Candidate> keys = new ArrayList<>(List.of(alone("a"), older, alone("b")));
    Instant woken = DUE.plus(Duration.ofDays(100));
    List<KeyRef> rotated = new ArrayList<>();
    while (ON.next(keys, woken) instanceof Decision.Rotate(KeyRef ref)) {
      rotated.add(ref);
      keys.removeIf(key -> key.deadline().ref().equals(ref));
    }
    assertThat(rotated).hasSize(3);
    assertThat(rotated.getFirst()).isEqualTo(older.deadline().ref());
  }

  @Test
  void G4_nothing_is_rotated_in_quiet_hours_and_it_is_at_their_end() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Schedule night = new Schedule(true, QuietHours.parse("08:00-18:00"), berlin);
    Instant noon = Instant.parse("2026-04-10T10:00:00Z");
    Instant evening = Instant.parse("2026-04-10T16:00:00Z");
    assertThat(night.next(List.of(alone("ci")), noon))
        .isEqualTo(new Decision.Wait(noon.plus(Duration.ofHours(1))));
    assertThat(night.next(List.of(alone("ci")), evening.minusSeconds(60)))
        .isEqualTo(new Decision.Wait(evening));
    assertThat(night.next(List.of(alone("ci")), evening)).isInstanceOf(Decision.Rotate.class);
  }

  @ParameterizedTest
  @CsvSource({
    "22:00-06:00, 23:00, 06:00",
    "22:00-06:00, 05:59, 06:00",
    "22:00-06:00, 06:00, 06:00",
    "22:00-06:00, 21:59, 21:59",
    "08:00-18:00, 08:00, 18:00",
    "08:00-18:00, 18:00, 18:00",
    "00:00-00:00, 00:00, 00:00"
  })
  void quiet_hours_may_span_midnight(String quiet, String now, String end) {
    var at = Instant.parse("2026-03-01T" + now + ":00Z").atZone(ZoneOffset.UTC);
    var over = QuietHours.parse(quiet).end(at);
    assertThat(over.toLocalTime()).hasToString(end);
    assertThat(over).isAfterOrEqualTo(at).isBefore(at.plusDays(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8-18", "08:00", "08:00-18:00-20:00", "25:00-26:00", "08:00-1800x"})
  void what_is_no_time_of_the_day_is_refused(String text) {
    assertThatThrownBy(() -> QuietHours.parse(text)).isInstanceOf(KeymasterException.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "2, 10", "3, 20", "7, 320", "8, 360", "99, 360"})
  void G4_what_failed_is_tried_again_with_growing_waits(int failures, int minutes) {
    Instant at = DUE.plus(DAY);
    Candidate key = failed(failures, at, at);
    Instant again = at.plus(Duration.ofMinutes(minutes));
    assertThat(first(ON, key, at)).isEqualTo(again);
    assertThat(ON.next(List.of(key), again)).isInstanceOf(Decision.Rotate.class);
  }

  @Test
  void G4_a_key_that_no_provider_makes_is_told_of_a_week_ahead_and_daily_once_it_is_late() {
    for (Schedule schedule : List.of(ON, OFF)) {
      Instant ahead = DUE.minus(Duration.ofDays(7));
      assertThat(first(schedule, byHand(null), STORED)).isEqualTo(ahead);
      assertThat(schedule.next(List.of(byHand(null)), ahead))
          .isEqualTo(new Decision.Remind(byHand(null).deadline()));
      assertThat(first(schedule, byHand(ahead), ahead)).isEqualTo(DUE);
      assertThat(first(schedule, byHand(DUE), DUE)).isEqualTo(DUE.plus(DAY));
      Instant late = DUE.plus(Duration.ofDays(3));
      assertThat(first(schedule, byHand(late), late)).isEqualTo(late.plus(DAY));
    }
  }

  @Test
  void a_reminder_of_the_value_before_is_none_of_this_one() {
    Instant before = STORED.minusSeconds(1);
    assertThat(first(OFF, byHand(before), STORED)).isEqualTo(DUE.minus(Duration.ofDays(7)));
  }

  @Test
  void G4_a_rotation_that_fails_is_told_of_at_once_and_then_daily() {
    Instant at = DUE.plus(DAY);
    Candidate key = new Candidate(deadline("ci", MONTH, null), true, null, 1, at);
    assertThat(ON.next(List.of(key), at)).isInstanceOf(Decision.Remind.class);
    assertThat(ON.next(List.of(failed(1, at, at)), at)).isInstanceOf(Decision.Wait.class);
    Instant next = at.plus(DAY);
    assertThat(ON.next(List.of(failed(99, next.minusSeconds(60), at)), next))
        .isInstanceOf(Decision.Remind.class);
  }

  @Test
  void nobody_waits_longer_than_an_hour_so_that_a_clock_that_is_set_is_noticed() {
    List<Candidate> many = IntStream.range(0, 9).mapToObj(i -> alone("key" + i)).toList();
    assertThat(ON.next(many, STORED))
        .isEqualTo(new Decision.Wait(STORED.plus(Duration.ofHours(1))));
    assertThat(ON.next(List.of(), STORED))
        .isEqualTo(new Decision.Wait(STORED.plus(Duration.ofHours(1))));
  }

  @Test
  void keys_that_rotate_alone_are_nobodys_business_unless_nothing_does_it() {
    Instant ahead = DUE.minus(Duration.ofDays(3));
    assertThat(ON.next(List.of(alone("ci")), ahead)).isInstanceOf(Decision.Wait.class);
    assertThat(OFF.next(List.of(alone("ci")), ahead)).isInstanceOf(Decision.Remind.class);
  }
}
