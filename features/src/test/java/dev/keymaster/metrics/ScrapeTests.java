package dev.keymaster.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** F12: what is counted, and how it reads. */
class ScrapeTests {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private final FakeView vault = new FakeView();
  private final Commits commits = new Commits();
  private final Requests requests = new Requests();
  private Instant now = START;
  private final Scrape scrape = new Scrape("0.1.0", vault, commits, requests, () -> now);

  private void happened(EventKind kind, String subject) {
    Caller caller = new Caller(1000, 42, "tests");
    vault.events.add(new Event(vault.events.size(), now, kind, caller, subject, ""));
  }

  private List<String> lines() {
    return scrape.text().lines().toList();
  }

  private static KeySummary key(KeyStatus status, @Nullable Instant expires) {
    return new KeySummary(
        new EnvironmentName("dev"),
        new KeyName("canary-name"),
        new ServiceName("openai"),
        status,
        "sk-…",
        1,
        START,
        expires,
        null,
        List.of());
  }

  @Test
  void every_metric_has_help_and_a_type_once() {
    List<String> types = lines().stream().filter(line -> line.startsWith("# TYPE ")).toList();
    assertThat(types).doesNotHaveDuplicates().hasSizeGreaterThan(8);
    assertThat(lines().stream().filter(line -> line.startsWith("# HELP "))).hasSameSizeAs(types);
    assertThat(scrape.text()).endsWith("\n");
  }

  @Test
  void releases_are_counted_by_environment_since_the_first_look() {
    happened(EventKind.REVEAL, "km://prod/openai#1");
    scrape.text();
    happened(EventKind.REVEAL, "km://prod/openai#1");
    happened(EventKind.DELIVER, "km://dev/openai#1");
    happened(EventKind.DELIVER, "km://dev/other#2");
    happened(EventKind.REVEAL, "not a reference");
    assertThat(lines())
        .contains(
            "keymaster_releases_total{environment=\"prod\",way=\"reveal\"} 1",
            "keymaster_releases_total{environment=\"dev\",way=\"deliver\"} 2",
            "keymaster_events_total{kind=\"reveal\"} 2",
            "keymaster_log_events 5");
    happened(EventKind.DELIVER, "km://dev/openai#1");
    assertThat(lines()).contains("keymaster_releases_total{environment=\"dev\",way=\"deliver\"} 3");
  }

  @Test
  void refusals_and_failed_unlocks_are_counted() {
    scrape.text();
    happened(EventKind.DENIED, "km://prod/openai");
    happened(EventKind.UNLOCK_FAILED, "passphrase");
    happened(EventKind.UNLOCK_FAILED, "passphrase");
    assertThat(lines()).contains("keymaster_refusals_total 1", "keymaster_unlock_failures_total 2");
  }

  @Test
  void no_name_of_a_key_is_in_it() {
    vault.keys.add(key(KeyStatus.ACTIVE, null));
    scrape.text();
    happened(EventKind.REVEAL, "km://dev/canary-name#1");
    happened(EventKind.DENIED, "km://dev/canary-name#1");
    assertThat(scrape.text()).doesNotContain("canary");
  }

  @Test
  void keys_that_end_soon_are_counted() {
    vault.keys.add(key(KeyStatus.ACTIVE, START.minusSeconds(1)));
    vault.keys.add(key(KeyStatus.ACTIVE, START.plus(Duration.ofDays(3))));
    vault.keys.add(key(KeyStatus.ACTIVE, START.plus(Duration.ofDays(20))));
    vault.keys.add(key(KeyStatus.ACTIVE, START.plus(Duration.ofDays(200))));
    vault.keys.add(key(KeyStatus.INACTIVE, START.plus(Duration.ofDays(3))));
    assertThat(lines())
        .contains(
            "keymaster_keys{status=\"active\"} 4",
            "keymaster_keys{status=\"inactive\"} 1",
            "keymaster_keys_expired 1",
            "keymaster_keys_expiring{within=\"7d\"} 1",
            "keymaster_keys_expiring{within=\"30d\"} 2");
  }

  @Test
  void keys_are_listed_anew_after_five_minutes() {
    scrape.text();
    vault.keys.add(key(KeyStatus.ACTIVE, null));
    assertThat(lines()).contains("keymaster_keys{status=\"active\"} 0");
    now = now.plus(Duration.ofMinutes(6));
    assertThat(lines()).contains("keymaster_keys{status=\"active\"} 1");
    assertThat(vault.listings).isEqualTo(2);
  }

  @Test
  void a_locked_vault_is_not_looked_at() {
    vault.unlocked = null;
    assertThat(lines())
        .contains("keymaster_unlocked 0", "keymaster_unlocks_total 0")
        .noneMatch(line -> line.startsWith("keymaster_keys"));
    assertThat(vault.listings).isZero();
  }

  @Test
  void unlocks_are_counted_once_each() {
    assertThat(lines()).contains("keymaster_unlocked 1", "keymaster_unlocks_total 1");
    assertThat(lines()).contains("keymaster_unlocks_total 1");
    vault.unlocked = START.plusSeconds(60);
    assertThat(lines()).contains("keymaster_unlocks_total 2");
  }

  @Test
  void a_vault_that_refuses_does_not_fail_the_scrape() {
    vault.failure = new KeymasterException(Code.DENIED, "not for you", "");
    assertThat(lines())
        .contains("keymaster_unlocked 0", "keymaster_build_info{version=\"0.1.0\"} 1");
  }

  @Test
  void commits_are_a_cumulative_histogram() {
    commits.took(500_000);
    commits.took(4_000_000);
    commits.took(9_000_000_000L);
    assertThat(lines())
        .contains(
            "# TYPE keymaster_commit_seconds histogram",
            "keymaster_commit_seconds_bucket{le=\"0.001\"} 1",
            "keymaster_commit_seconds_bucket{le=\"0.005\"} 2",
            "keymaster_commit_seconds_bucket{le=\"5\"} 2",
            "keymaster_commit_seconds_bucket{le=\"+Inf\"} 3",
            "keymaster_commit_seconds_sum 9.0045",
            "keymaster_commit_seconds_count 3");
  }

  @Test
  void requests_are_counted_by_outcome() {
    List.of(200, 204, 403, 423, 404, 500).forEach(requests::answered);
    assertThat(lines())
        .contains(
            "keymaster_requests_total{outcome=\"done\"} 2",
            "keymaster_requests_total{outcome=\"refused\"} 2",
            "keymaster_requests_total{outcome=\"failed\"} 2");
  }

  @Test
  void only_writes_that_end_well_are_timed() {
    FakeRows fake = new FakeRows();
    try (SealedRows rows = new MeasuredRows(fake, commits)) {
      assertThat(rows.<String>write(out -> "written")).isEqualTo("written");
      assertThat(rows.<String>read(in -> "read")).isEqualTo("read");
      fake.failing = true;
      assertThatThrownBy(() -> rows.write(out -> "lost")).isInstanceOf(KeymasterException.class);
    }
    assertThat(fake.closed).isTrue();
    assertThat(lines()).contains("keymaster_commit_seconds_count 1");
  }

  @Test
  void what_a_label_must_not_hold_is_escaped() {
    String text = new Exposition().sample("m", Map.of("l", "a\"b\\c\nd"), 15).text();
    assertThat(text).isEqualTo("m{l=\"a\\\"b\\\\c\\nd\"} 15\n");
  }

  private static final class FakeView implements VaultView {
    private final List<Event> events = new ArrayList<>();
    private final List<KeySummary> keys = new ArrayList<>();
    private @Nullable Instant unlocked = START;
    private @Nullable KeymasterException failure;
    private int listings;

    @Override
    public Optional<Instant> unlockedAt() {
      return Optional.ofNullable(unlocked);
    }

    @Override
    public List<KeySummary> keys() {
      listings++;
      return List.copyOf(keys);
    }

    @Override
    public List<Event> newest(int limit) {
      if (failure != null) {
        throw failure;
      }
      return events.subList(Math.max(0, events.size() - limit), events.size());
    }
  }

  private static final class FakeRows implements SealedRows {
    private boolean failing;
    private boolean closed;

    @Override
    @SuppressWarnings("NullAway") // the bodies of these tests look at nothing
    public <T> T read(Function<Snapshot, T> body) {
      return body.apply(null);
    }

    @Override
    @SuppressWarnings("NullAway")
    public <T> T write(Function<Transaction, T> body) {
      if (failing) {
        throw new KeymasterException(Code.FAILURE, "no space", "");
      }
      return body.apply(null);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
