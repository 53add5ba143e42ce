package dev.keymaster.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AccessReport;
import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.project.NaughtyStrings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessPageTests {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Pattern TAG = Pattern.compile("<(/?[a-z0-9!]+)");

  private static AccessReport report(@Nullable String onlyProgram, String... programs) {
    AccessQuery query =
        new AccessQuery(NOW.minus(Duration.ofDays(90)), ZoneOffset.UTC, null, null, onlyProgram);
    AccessCount count = new AccessCount(query, NOW);
    for (String program : programs) {
      count.add(event(EventKind.REVEAL, Duration.ofDays(2), program));
    }
    return count.report();
  }

  private static Event event(EventKind kind, Duration ago, String program) {
    return new Event(
        0, NOW.minus(ago), kind, new Caller(1000, 7, program), "km://prod/openai#1", "");
  }

  private static List<String> tags(String page) {
    return TAG.matcher(page).results().map(MatchResult::group).toList();
  }

  @Test
  void SL10_no_name_becomes_markup() {
    for (String naughty : NaughtyStrings.all()) {
      List<String> plain = tags(AccessPage.of(report("x", "x")));
      String page = AccessPage.of(report(naughty, naughty));
      assertThat(tags(page)).as(naughty).isEqualTo(plain);
      assertThat(page).doesNotContain("<script", "javascript:alert\"");
    }
  }

  @Test
  void SL9_no_control_or_direction_character_reaches_the_page() {
    String page = AccessPage.of(report(null, "a\u001b[31m\u202eb\u0000\u0085\u200bc"));
    assertThat(page.codePoints().filter(c -> c != '\n'))
        .allMatch(c -> c >= 0x20 && c != 0x7f && c != 0x85 && c != 0x202e && c != 0x200b);
    assertThat(page).contains("a\\u001b[31m\\u202eb");
  }

  @Test
  void the_browser_is_told_to_fetch_and_run_nothing() {
    String page = AccessPage.of(report(null, "node"));
    assertThat(page)
        .contains("content=\"default-src 'none'; style-src 'unsafe-inline'\"")
        .doesNotContain("http:", "https:", "url(", "@import", "<link", "<img", "<script", "src=");
  }

  @Test
  void what_was_chosen_is_said() {
    AccessQuery query =
        new AccessQuery(
            NOW.minus(Duration.ofDays(7)),
            ZoneOffset.UTC,
            new EnvironmentName("prod"),
            new KeyName("stripe"),
            "node & co");
    assertThat(AccessPage.of(new AccessCount(query, NOW).report()))
        .contains("environment <b>prod</b>", "key <b>stripe</b>", "program <b>node &amp; co</b>");
  }

  @Test
  void a_report_of_nothing_is_a_page_too() {
    assertThat(AccessPage.of(report(null)))
        .contains("<b>0</b><span>accesses", "not enough history", "no accesses to judge");
  }

  @Test
  void refusals_have_their_colour_and_their_legend() {
    AccessQuery query =
        new AccessQuery(NOW.minus(Duration.ofDays(9)), ZoneOffset.UTC, null, null, null);
    AccessCount count = new AccessCount(query, NOW);
    count.add(event(EventKind.DENIED, Duration.ofDays(1), "claude"));
    assertThat(AccessPage.of(count.report()))
        .contains("class=\"legend\"", "<rect class=\"refused\"", "2026-11-20: 0, 1 refused");
    assertThat(AccessPage.of(report(null, "node"))).doesNotContain("class=\"legend\"");
  }

  @Test
  void ten_years_are_drawn_with_few_bars() {
    AccessQuery query =
        new AccessQuery(NOW.minus(Duration.ofDays(3_650)), ZoneOffset.UTC, null, null, null);
    AccessCount count = new AccessCount(query, NOW);
    count.add(event(EventKind.REVEAL, Duration.ofDays(3_640), "node"));
    count.add(event(EventKind.REVEAL, Duration.ofDays(1), "node"));
    String page = AccessPage.of(count.report());
    String chart = page.substring(page.indexOf("<svg"), page.indexOf("</svg>"));
    assertThat(chart.split("<rect class=\"none\"", -1)).hasSizeBetween(60, 93);
    assertThat(chart.split("<rect class=\"bar\"", -1)).hasSize(3);
  }

  @Test
  void a_scale_ends_at_a_round_number_above_all_values() {
    assertThat(Scale.upTo(0)).isEqualTo(new Scale(1, 1));
    assertThat(Scale.upTo(4)).isEqualTo(new Scale(4, 1));
    assertThat(Scale.upTo(41)).isEqualTo(new Scale(60, 20));
    assertThat(Scale.upTo(1_234)).isEqualTo(new Scale(1_500, 500));
    assertThat(Scale.upTo(60).lines()).containsExactly(0L, 20L, 40L, 60L);
  }

  @Test
  void the_rare_still_shows_in_the_map() {
    assertThat(WeekMap.level(0, 1_000)).isZero();
    assertThat(WeekMap.level(1, 1_000)).isEqualTo(1);
    assertThat(WeekMap.level(1_000, 1_000)).isEqualTo(5);
  }

  @Test
  void long_names_lose_their_middle() {
    assertThat(Html.brief("abcdefghij", 5)).isEqualTo("ab…ij");
    assertThat(Html.brief("<&>", 5)).isEqualTo("&lt;&amp;&gt;");
  }
}
