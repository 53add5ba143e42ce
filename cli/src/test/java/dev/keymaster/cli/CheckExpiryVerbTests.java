package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Deadline;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.ServiceName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Now is 2026-11-21T12:00:00Z. */
class CheckExpiryVerbTests {
  private static final Deadline FRESH = key("fresh", "2026-11-20T00:00:00Z", null, false);
  private static final Deadline DUE = key("due", "2026-08-30T00:00:00Z", null, false);
  private static final Deadline OVERDUE = key("overdue", "2026-01-01T00:00:00Z", null, true);
  private static final Deadline EXPIRING =
      key("ending", "2026-11-20T00:00:00Z", "2026-12-01T00:00:00Z", false);
  private static final Deadline EXPIRED =
      key("over", "2026-11-20T00:00:00Z", "2026-11-21T12:00:00Z", false);

  private final FakeWorld world;
  private final FakeLifecycle lifecycle;

  CheckExpiryVerbTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    lifecycle = world.engine.lifecycle;
    lifecycle.deadlines = List.of(FRESH, DUE, OVERDUE, EXPIRING, EXPIRED);
  }

  private static Deadline key(
      String name, String since, @Nullable String expires, boolean withheld) {
    return new Deadline(
        KeyRef.parse("km://dev/" + name),
        new ServiceName(name.equals("over") ? "openai" : "openrouter"),
        Instant.parse(since),
        Duration.ofDays(90),
        withheld,
        expires == null ? null : Instant.parse(expires));
  }

  @Test
  void F7_what_is_urgent_is_told_the_worst_first_with_exit_code_10() {
    assertThat(world.run("check-expiry")).isEqualTo(10);
    assertThat(world.stdout())
        .isEqualTo(
            """
            KEY      ENV  SERVICE     IS                 SINCE                 ROTATE BY             EXPIRES
            over     dev  openai      expired            2026-11-20T00:00:00Z  2027-02-18T00:00:00Z  2026-11-21T12:00:00Z
            overdue  dev  openrouter  overdue, withheld  2026-01-01T00:00:00Z  2026-04-01T00:00:00Z  -
            ending   dev  openrouter  expiring           2026-11-20T00:00:00Z  2027-02-18T00:00:00Z  2026-12-01T00:00:00Z
            due      dev  openrouter  due                2026-08-30T00:00:00Z  2026-11-28T00:00:00Z  -
            """);
  }

  @Test
  void F7_how_far_is_looked_and_at_which_keys_can_be_chosen() {
    assertThat(world.run("check-expiry", "--within", "1d", "--service", "openai")).isEqualTo(10);
    assertThat(world.stdout().lines()).hasSize(2);
    assertThat(world.run("check-expiry", "--within", "1d", "--json")).isEqualTo(10);
    assertThat(world.stdout())
        .contains("\"schema\": \"keymaster/expiry/1\"")
        .contains("\"urgency\": \"overdue\"")
        .contains("\"every\": \"PT2160H\"")
        .contains("\"withheld\": true")
        .doesNotContain("ending");
    assertThat(world.run("check-expiry", "--within", "soon")).isEqualTo(2);
  }

  @Test
  void F7_nothing_urgent_is_exit_code_0() {
    lifecycle.deadlines = List.of(FRESH);
    assertThat(world.run("check-expiry")).isZero();
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).isEqualTo("no key ends or is to be rotated within 14d\n");
  }

  @Test
  void F7_a_shell_is_told_in_one_line_or_not_at_all() {
    assertThat(world.run("check-expiry", "--brief")).isEqualTo(10);
    assertThat(world.stdout())
        .isEqualTo("keys: 1 expired, 1 overdue, 1 expiring, 1 due (keymaster check-expiry)\n");
    lifecycle.deadlines = List.of(FRESH);
    assertThat(world.run("check-expiry", "--brief")).isZero();
    lifecycle.locked = true;
    assertThat(world.run("check-expiry", "--brief")).isEqualTo(4);
    assertThat(world.stdout() + world.stderr()).isEmpty();
    assertThat(world.run("check-expiry")).isEqualTo(4);
    assertThat(world.stderr()).contains("the vault is locked");
  }

  @Test
  void G4_rotate_due_means_overdue_and_expired_keys_and_one_that_fails_keeps_no_other() {
    lifecycle.endings.put("over", Ending.BUSY);
    assertThat(world.run("rotate", "--due", "--grace", "1h")).isEqualTo(8);
    assertThat(lifecycle.asked)
        .containsExactly("rotate km://dev/overdue PT1H", "rotate km://dev/over PT1H");
    lifecycle.asked.clear();
    assertThat(world.run("rotate", "--due", "--service", "openai")).isEqualTo(7);
    assertThat(lifecycle.asked).containsExactly("rotate km://dev/over PT0S");
    lifecycle.deadlines = List.of(FRESH);
    assertThat(world.run("rotate", "--due")).isZero();
    assertThat(world.stderr()).isEqualTo("nothing is due\n");
  }
}
