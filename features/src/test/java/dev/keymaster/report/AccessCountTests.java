package dev.keymaster.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AccessReport;
import dev.keymaster.model.AccessReport.Row;
import dev.keymaster.model.AccessReport.Share;
import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessCountTests {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private AccessCount count = counting(Duration.ofDays(7), ZoneOffset.UTC);

  private static AccessCount counting(Duration since, ZoneId zone) {
    return new AccessCount(new AccessQuery(NOW.minus(since), zone, null, null, null), NOW);
  }

  private static AccessCount choosing(
      @Nullable String environment, @Nullable String key, @Nullable String program) {
    return new AccessCount(
        new AccessQuery(
            NOW.minus(Duration.ofDays(7)),
            ZoneOffset.UTC,
            environment == null ? null : new EnvironmentName(environment),
            key == null ? null : new KeyName(key),
            program),
        NOW);
  }

  private void happened(EventKind kind, String time, String program, String subject) {
    Instant when = Instant.parse(time);
    count.add(new Event(0, when, kind, new Caller(1000, 7, program), subject, ""));
  }

  private void revealed(String time, String program, String subject) {
    happened(EventKind.REVEAL, time, program, subject);
  }

  /** A hundred accesses in the morning of a day. */
  private void busyMorning(String date) {
    for (int i = 0; i < 100; i++) {
      revealed(date + "T09:00:00Z", "node", "km://dev/openai#1");
    }
  }

  @Test
  void A11_tells_who_used_which_key_with_which_program_how_often_and_when_last() {
    revealed("2026-11-20T08:00:00Z", "node", "km://dev/openai#1");
    happened(EventKind.DELIVER, "2026-11-20T09:00:00Z", "node", "km://dev/openai#2");
    revealed("2026-11-20T10:00:00Z", "bash", "km://prod/stripe#1");
    AccessReport report = count.report();
    assertThat(report.rows()).hasSize(2);
    Row first = report.rows().getFirst();
    assertThat(first.uid()).isEqualTo(1000);
    assertThat(first.program()).isEqualTo("node");
    assertThat(first.key()).hasToString("km://dev/openai");
    assertThat(first.accesses()).isEqualTo(2);
    assertThat(first.first()).isEqualTo("2026-11-20T08:00:00Z");
    assertThat(first.last()).isEqualTo("2026-11-20T09:00:00Z");
    assertThat(report.keys()).extracting(Share::name).containsExactly("dev/openai", "prod/stripe");
    assertThat(report.totals().accesses()).isEqualTo(3);
  }

  @Test
  void a_program_is_new_if_it_used_nothing_before() {
    revealed("2026-10-01T08:00:00Z", "node", "km://dev/openai#1");
    revealed("2026-11-20T08:00:00Z", "node", "km://dev/openai#1");
    revealed("2026-11-20T09:00:00Z", "claude", "km://dev/openai#1");
    revealed("2026-11-20T10:00:00Z", "claude", "km://dev/stripe#1");
    assertThat(count.report().newPrograms())
        .singleElement()
        .satisfies(program -> {
          assertThat(program.name()).isEqualTo("claude");
          assertThat(program.first()).isEqualTo("2026-11-20T09:00:00Z");
          assertThat(program.others()).isEqualTo(2);
        });
    assertThat(count.report().totals().accesses()).isEqualTo(3);
  }

  @Test
  void refusals_are_counted_apart_also_those_about_no_key() {
    happened(EventKind.DENIED, "2026-11-20T08:00:00Z", "claude", "km://prod/openai");
    happened(EventKind.DENIED, "2026-11-20T08:00:01Z", "claude", "the vault");
    happened(EventKind.DENIED, "2026-11-01T08:00:01Z", "claude", "km://prod/openai");
    AccessReport report = count.report();
    assertThat(report.totals().refused()).isEqualTo(2);
    assertThat(report.totals().accesses()).isZero();
    assertThat(report.rows()).extracting(Row::refused).containsExactly(1L, 1L);
    assertThat(report.rows()).extracting(Row::key).containsNull();
    assertThat(report.days())
        .containsExactly(new AccessReport.Day(LocalDate.parse("2026-11-20"), 0, 2));
    assertThat(report.programs()).isEmpty();
  }

  @Test
  void nothing_but_accesses_and_refusals_counts() {
    happened(EventKind.STORE, "2026-11-20T08:00:00Z", "bash", "km://prod/openai#1");
    revealed("2026-11-20T08:00:00Z", "bash", "a backup");
    revealed("2026-11-20T08:00:00Z", "bash", "km://PROD/");
    revealed("2026-11-21T12:00:01Z", "bash", "km://dev/openai#1");
    assertThat(count.report().rows()).isEmpty();
    assertThat(count.report().totals().accesses()).isZero();
  }

  @Test
  void an_hour_is_unusual_against_the_thirty_days_before() {
    busyMorning("2026-11-01");
    revealed("2026-11-20T03:00:00Z", "node", "km://dev/openai#1");
    revealed("2026-11-20T09:30:00Z", "node", "km://dev/openai#1");
    AccessReport report = count.report();
    assertThat(report.totals().judged()).isEqualTo(2);
    assertThat(report.totals().unusual()).isEqualTo(1);
    assertThat(report.unusual())
        .singleElement()
        .satisfies(access -> assertThat(access.time()).isEqualTo("2026-11-20T03:00:00Z"));
    assertThat(report.rows().getFirst().unusual()).isEqualTo(1);
    assertThat(Method.of(report)).contains("30 days", "1 %", "Judged were 2 of 2 accesses");
  }

  @Test
  void without_history_enough_no_hour_is_called_unusual() {
    for (int i = 0; i < 99; i++) {
      revealed("2026-11-01T09:00:00Z", "node", "km://dev/openai#1");
    }
    revealed("2026-11-20T03:00:00Z", "node", "km://dev/openai#1");
    assertThat(count.report().totals().judged()).isZero();
    assertThat(count.report().totals().unusual()).isZero();
    assertThat(Method.of(count.report())).contains("not enough history");
  }

  @Test
  void what_is_older_than_thirty_days_no_longer_counts_as_history() {
    busyMorning("2026-10-20");
    revealed("2026-11-20T03:00:00Z", "node", "km://dev/openai#1");
    assertThat(count.report().totals().judged()).isZero();
    busyMorning("2026-01-01"); // a clock that was wrong
    revealed("2026-11-20T04:00:00Z", "node", "km://dev/openai#1");
    assertThat(count.report().totals().judged()).isZero();
  }

  @Test
  void a_clock_set_back_a_little_still_counts_as_history() {
    revealed("2026-11-20T09:00:00Z", "node", "km://dev/openai#1");
    busyMorning("2026-11-10");
    revealed("2026-11-20T03:00:00Z", "node", "km://dev/openai#1");
    assertThat(count.report().totals().unusual()).isEqualTo(1);
  }

  @Test
  void one_in_a_hundred_is_usual() {
    busyMorning("2026-11-01");
    revealed("2026-11-02T03:00:00Z", "node", "km://dev/openai#1");
    revealed("2026-11-03T03:00:00Z", "node", "km://dev/openai#1");
    revealed("2026-11-20T03:00:00Z", "node", "km://dev/openai#1");
    assertThat(count.report().totals().judged()).isEqualTo(1);
    assertThat(count.report().totals().unusual()).isZero();
  }

  @Test
  void days_and_hours_are_those_of_the_zone() {
    count = counting(Duration.ofDays(7), ZoneId.of("Asia/Tokyo"));
    revealed("2026-11-15T15:30:00Z", "node", "km://dev/openai#1"); // Monday 00:30 there
    AccessReport report = count.report();
    assertThat(report.week().getFirst()).isEqualTo(1);
    assertThat(report.week()).hasSize(168);
    assertThat(report.days().getFirst().date()).isEqualTo("2026-11-16");
  }

  @Test
  void environment_key_and_program_narrow() {
    for (AccessCount chosen :
        new AccessCount[] {
          choosing("prod", null, null), choosing(null, "stripe", null), choosing(null, null, "bash")
        }) {
      count = chosen;
      revealed("2026-11-20T08:00:00Z", "node", "km://dev/openai#1");
      revealed("2026-11-20T08:00:00Z", "bash", "km://prod/stripe#1");
      happened(EventKind.DENIED, "2026-11-20T08:00:00Z", "node", "the vault");
      assertThat(count.report().rows())
          .singleElement()
          .satisfies(row -> assertThat(row.key()).hasToString("km://prod/stripe"));
    }
  }

  @Test
  void a_million_events_by_ever_new_programs_take_bounded_memory() {
    Instant time = NOW.minus(Duration.ofDays(6));
    for (int i = 0; i < 1_000_000; i++) {
      Caller caller = new Caller(1000, 7, "program" + i);
      count.add(new Event(i, time, EventKind.REVEAL, caller, "km://dev/k" + i % 7, ""));
    }
    AccessReport report = count.report();
    assertThat(report.rows()).hasSize(AccessCount.MOST_ROWS);
    assertThat(report.totals().accesses()).isEqualTo(1_000_000);
    assertThat(report.totals().unlisted()).isEqualTo(1_000_000 - AccessCount.MOST_ROWS);
    assertThat(AccessPage.of(report)).hasSizeLessThan(1 << 20).contains("and 9,500 more");
  }

  @Test
  void once_too_many_programs_are_known_none_is_called_new() {
    for (int i = 0; i <= AccessCount.MOST_ROWS; i++) {
      revealed("2026-10-01T08:00:00Z", "program" + i, "km://dev/openai#1");
    }
    revealed("2026-11-20T08:00:00Z", "program" + AccessCount.MOST_ROWS, "km://dev/openai#1");
    assertThat(count.report().newPrograms()).isEmpty();
  }

  @Test
  void only_the_newest_unusual_accesses_are_told_one_by_one() {
    for (int i = 0; i < 300; i++) {
      busyMorning("2026-11-01");
    }
    for (int i = 0; i < 150; i++) {
      revealed("2026-11-20T03:00:" + (i < 100 ? "00Z" : "01Z"), "node", "km://dev/openai#1");
    }
    AccessReport report = count.report();
    assertThat(report.totals().unusual()).isEqualTo(150);
    assertThat(report.unusual()).hasSize(AccessReport.SHOWN);
    assertThat(report.unusual().getFirst().time()).isEqualTo("2026-11-20T03:00:01Z");
  }
}
