package dev.keymaster.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.Deadline.Urgency;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Turn;
import dev.keymaster.report.RotationReport.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class RotationCountTests {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant SINCE = NOW.minus(Duration.ofDays(90));

  private final RotationCount count = new RotationCount(NOW);
  private long number;

  private void event(EventKind kind, String subject, String detail, Duration ago) {
    Caller caller = new Caller(1000, 42, "tests");
    count.add(new Event(number++, NOW.minus(ago), kind, caller, subject, detail));
  }

  private void begun(String key, Duration ago) {
    event(EventKind.ROTATE, "km://dev/" + key, Turn.BEGUN + "openrouter", ago);
  }

  private void handedOut(String key, Duration ago) {
    event(EventKind.ROTATE, "km://dev/" + key + "#2", Turn.HANDED_OUT, ago);
  }

  private static Deadline deadline(String key, int days) {
    return new Deadline(
        KeyRef.parse("km://dev/" + key),
        new ServiceName("openrouter"),
        NOW.minus(Duration.ofDays(days)),
        Duration.ofDays(90),
        false,
        null);
  }

  private RotationReport report(Deadline... keys) {
    return count.report(SINCE, List.of(keys));
  }

  @Test
  void a_rotation_lasts_from_its_beginning_until_the_new_key_is_handed_out() {
    begun("a", Duration.ofHours(1));
    begun("b", Duration.ofSeconds(3_590));
    handedOut("a", Duration.ofSeconds(3_588));
    handedOut("b", Duration.ofMinutes(50));
    handedOut("c", Duration.ofSeconds(2_000));
    RotationReport report = report();
    assertThat(report.rotations())
        .containsExactly(
            new Rotation(
                KeyRef.parse("km://dev/a"), NOW.minusSeconds(3_600), Duration.ofSeconds(12), false),
            new Rotation(
                KeyRef.parse("km://dev/b"),
                NOW.minusSeconds(3_590),
                Duration.ofSeconds(590),
                false));
    assertThat(report.median()).isEqualTo(Duration.ofSeconds(12));
    assertThat(report.successPercent()).isEqualTo(100);
  }

  @Test
  void one_that_came_to_nothing_has_failed_and_one_that_goes_on_has_not_ended() {
    begun("a", Duration.ofDays(3));
    begun("a", Duration.ofDays(2));
    handedOut("a", Duration.ofDays(2));
    begun("b", Duration.ofDays(1));
    begun("c", Duration.ofMinutes(59));
    event(EventKind.ROTATE, "km://dev/b", "stopped by the program before it", Duration.ZERO);
    event(EventKind.MINT, "km://dev/d", Turn.BEGUN + "openrouter", Duration.ZERO);
    event(EventKind.ROTATE, "the vault", Turn.BEGUN, Duration.ZERO);
    RotationReport report = report();
    assertThat(report.done()).isEqualTo(1);
    assertThat(report.failed()).isEqualTo(2);
    assertThat(report.rotations()).filteredOn(Rotation::open).hasSize(1);
    assertThat(report.successPercent()).isEqualTo(33);
  }

  @Test
  void keys_come_with_the_age_of_their_values_the_oldest_first() {
    RotationReport report = report(deadline("young", 3), deadline("old", 100));
    assertThat(report.rows()).extracting(row -> row.age().toDays()).containsExactly(100L, 3L);
    assertThat(report.count(Urgency.OVERDUE)).isEqualTo(1);
    assertThat(report.successPercent()).isNull();
    assertThat(report.median()).isNull();
  }

  @Test
  void the_page_needs_nothing_else_and_shows_charts() {
    begun("a", Duration.ofDays(2));
    handedOut("a", Duration.ofDays(2).minusSeconds(40));
    String page = RotationPage.of(report(deadline("old", 100)), ZoneOffset.UTC);
    assertThat(page)
        .contains("default-src 'none'")
        .contains("<title>dev/old: 100</title>")
        .contains("<title>2026-11: 1</title>")
        .contains("<title>up to a minute: 1</title>")
        .contains("<b>100 %</b>")
        .contains("<td>overdue</td>")
        .doesNotContain("<script");
    assertThat(RotationPage.of(new RotationCount(NOW).report(SINCE, List.of()), ZoneOffset.UTC))
        .contains("<p class=\"none\">none</p>");
  }
}
