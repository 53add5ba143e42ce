package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportVerbTests {
  private final FakeWorld world;
  private final Path directory;

  ReportVerbTests(@TempDir Path directory) {
    this.directory = directory;
    world = new FakeWorld(directory);
  }

  private void happened(EventKind kind, Duration ago, long uid, String program, String subject) {
    Caller caller = new Caller(uid, 42, program);
    world.engine.events.add(
        new Event(world.engine.events.size(), FakeWorld.NOW.minus(ago), kind, caller, subject, ""));
  }

  private void history() {
    for (int i = 0; i < 200; i++) {
      happened(EventKind.REVEAL, Duration.ofDays(100), 1000, "node", "km://dev/openai#1");
    }
    happened(EventKind.REVEAL, Duration.ofHours(78), 1000, "node", "km://dev/openai#1");
    happened(EventKind.DELIVER, Duration.ofHours(30), 1001, "claude", "km://prod/stripe#4");
    happened(EventKind.DENIED, Duration.ofHours(2), 1000, "node", "km://prod/stripe");
  }

  @Test
  void A11_the_table_names_programs_keys_and_what_is_notable() {
    history();
    assertThat(world.run("report", "access")).isZero();
    assertThat(world.stdout())
        .contains("2 accesses since ", "2 keys, 2 programs, 1 refused")
        .containsPattern("claude uid 1001 +prod/stripe +1 +2026-11-2. ..:.. +new")
        .containsPattern("node +prod/stripe +0 +.*1 refused")
        .contains("Programs seen for the first time", "not enough history");
  }

  @Test
  void unusual_hours_are_told_with_their_method() {
    for (int i = 0; i < 100; i++) {
      happened(EventKind.REVEAL, Duration.ofDays(20), 1000, "node", "km://dev/openai#1");
    }
    for (int i = 0; i < 12; i++) {
      happened(EventKind.REVEAL, Duration.ofHours(40), 1000, "node", "km://dev/openai#1");
    }
    assertThat(world.run("report", "access", "--since", "3d")).isZero();
    assertThat(world.stdout())
        .contains("12 odd", "At unusual hours (odd), newest first", "… and 2 more")
        .contains("30 days", "Judged were 12 of 12")
        .doesNotContain("(new)");
  }

  @Test
  void SL9_names_from_outside_neither_command_the_terminal_nor_break_the_table() {
    happened(
        EventKind.REVEAL,
        Duration.ofHours(1),
        1000,
        "a\u001b[2J\n\u202e".repeat(9),
        "km://dev/k#1");
    happened(
        EventKind.REVEAL, Duration.ofHours(1), 7, "x".repeat(64), "km://dev/" + "k".repeat(128));
    assertThat(world.run("report", "access")).isZero();
    assertThat(world.stdout().codePoints().filter(c -> c != '\n'))
        .allMatch(c -> c >= 0x20 && c != 0x7f && c != 0x202e);
    assertThat(world.stdout().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void json_has_a_stable_schema() {
    history();
    assertThat(world.run("report", "access", "--json", "--env", "prod")).isZero();
    assertThat(world.stdout())
        .contains("\"schema\": \"keymaster/access-report/1\"")
        .contains("\"since\": \"2026-08-23T12:00:00Z\"", "\"until\": \"2026-11-21T12:00:00Z\"")
        .contains("\"environment\": \"prod\"", "\"accesses\": 1", "\"refused\": 1")
        .contains("\"program\": \"claude\"", "\"new\": true", "\"hours_of_week\": [0, ")
        .contains("\"accesses_needed\": 100", "\"enough_history\": false")
        .doesNotContain("openai");
  }

  @Test
  void key_and_program_narrow() {
    history();
    assertThat(world.run("report", "access", "--key", "stripe", "--program", "claude")).isZero();
    assertThat(world.stdout())
        .contains("1 access since ", "1 key, 1 program")
        .doesNotContain("node");
  }

  @Test
  void the_page_is_this_persons_alone_and_never_in_the_place_of_another() throws Exception {
    history();
    assertThat(world.run("report", "access", "--html", "report.html")).isZero();
    Path page = directory.resolve("report.html");
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).isEqualTo("wrote " + page + "\n");
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("prod/stripe");
    assertThat(Files.getPosixFilePermissions(page))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(world.run("report", "access", "--html", "report.html")).isEqualTo(6);
    Files.createSymbolicLink(directory.resolve("link.html"), directory.resolve("nowhere"));
    assertThat(world.run("report", "access", "--html", "link.html")).isEqualTo(6);
    assertThat(directory.resolve("nowhere")).doesNotExist();
  }

  @Test
  void page_and_json_go_together() {
    history();
    assertThat(world.run("report", "access", "--html", "r.html", "--json")).isZero();
    assertThat(world.stdout()).contains("keymaster/access-report/1");
    assertThat(directory.resolve("r.html")).exists();
  }

  @Test
  void a_time_is_how_long_ago_or_a_date_that_has_passed() {
    history();
    assertThat(world.run("report", "access", "--since", "2026-11-18", "--json")).isZero();
    assertThat(world.stdout()).contains("\"since\": \"2026-11-18T00:00:00Z\"");
    assertThat(world.run("report", "access", "--since", "2026-11-18T10:00:00Z", "--json")).isZero();
    assertThat(world.run("report", "access", "--since", "2027-01-01")).isEqualTo(2);
    assertThat(world.stderr()).contains("'2027-01-01' has not come yet");
    assertThat(world.run("report", "access", "--since", "yesterday")).isEqualTo(2);
    assertThat(world.stderr()).contains("not a time: 'yesterday'");
  }

  @Test
  void G4_a_rotation_report_tells_ages_and_how_rotations_went() throws IOException {
    world.engine.lifecycle.deadlines =
        List.of(
            new Deadline(
                KeyRef.parse("km://dev/ci"),
                new ServiceName("openrouter"),
                FakeWorld.NOW.minus(Duration.ofDays(100)),
                Duration.ofDays(90),
                false,
                null));
    rotated(Turn.BEGUN + "openrouter", Duration.ofDays(9));
    rotated(Turn.BEGUN + "openrouter", Duration.ofSeconds(90_010));
    rotated(Turn.HANDED_OUT, Duration.ofHours(25));
    assertThat(world.run("report", "rotation")).isZero();
    assertThat(world.stdout())
        .isEqualTo(
            """
            1 key, 1 overdue, 0 expired; 1 rotation since 2026-08-23T12:00:00Z, 1 failed, 50 % success, half of them within 11 seconds

            KEY  ENV  SERVICE     IS       AGE       ROTATE BY
            ci   dev  openrouter  overdue  100 days  2026-11-11T12:00:00Z
            """);
    assertThat(world.run("report", "rotation", "--json", "--since", "3d")).isZero();
    assertThat(world.stdout())
        .contains("\"schema\": \"keymaster/rotation-report/1\"")
        .contains("\"success_percent\": 100")
        .contains("\"took_ms\": 10000")
        .contains("\"age_days\": 100");
    assertThat(world.run("report", "rotation", "--html", "r.html")).isZero();
    assertThat(directory.resolve("r.html")).content().contains("<h1>Rotation report</h1>");
    assertThat(world.run("report", "rotation", "--html", "r.html")).isEqualTo(6);
  }

  private void rotated(String detail, Duration ago) {
    Caller caller = new Caller(1000, 42, "tests");
    world.engine.events.add(
        new Event(
            world.engine.events.size(),
            FakeWorld.NOW.minus(ago),
            EventKind.ROTATE,
            caller,
            "km://dev/ci",
            detail));
  }
}
