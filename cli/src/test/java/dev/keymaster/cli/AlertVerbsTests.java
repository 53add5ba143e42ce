package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.AlertRule;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.EventKind;
import dev.keymaster.wire.Alerts.Trial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertVerbsTests {
  private final FakeWorld world;
  private final FakeAlerts alerts;

  AlertVerbsTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    alerts = world.engine.alerts;
  }

  private AlertRule added() {
    return alerts.rules.getLast();
  }

  @Test
  void the_list_shows_who_is_told_of_what() {
    alerts.waiting = 2;
    assertThat(world.run("alert", "list")).isZero();
    assertThat(world.stdout())
        .containsPattern("prod-reveal +desktop +reveal, export; env prod")
        .containsPattern("burst +desktop +reveal, deliver, export; 100 in 1 min")
        .containsPattern("new-program +desktop +.*program seen first")
        .containsPattern("tamper +desktop +unlock-failed; tampering");
    assertThat(world.stderr()).isEqualTo("2 messages waiting to be delivered\n");
  }

  @Test
  void json_has_a_stable_schema_and_no_address() {
    assertThat(
            world.run(
                "alert",
                "add",
                "x",
                "--on",
                "denied",
                "--burst",
                "2/90s",
                "--key",
                "a*",
                "--program",
                "sh",
                "--webhook",
                "https://alerts.example/sk-canary-1"))
        .isZero();
    assertThat(world.run("alert", "list", "--json")).isZero();
    assertThat(world.stdout())
        .contains("\"schema\": \"keymaster/alerts/1\"", "\"name\": \"prod-reveal\"")
        .contains("\"targets\": [\"webhook alerts.example\"]", "\"seconds\": 90", "\"waiting\": 0")
        .doesNotContain("canary");
    assertThat(world.run("alert")).isZero();
    assertThat(world.stdout()).contains("key a*; program sh; 2 in 90 s");
  }

  @Test
  void add_takes_events_patterns_and_targets() {
    assertThat(
            world.run(
                "alert",
                "add",
                "many",
                "--on",
                "reveal,deliver",
                "--env",
                "prod*",
                "--key",
                "s*",
                "--program",
                "node",
                "--burst",
                "20/1m",
                "--new-program",
                "--tamper",
                "--desktop",
                "--webhook",
                "https://alerts.example/x",
                "--",
                "/bin/tell",
                "--me",
                "-x"))
        .isZero();
    assertThat(world.stderr()).isEqualTo("added many\n");
    AlertRule rule = added();
    assertThat(rule.kinds()).containsExactlyInAnyOrder(EventKind.REVEAL, EventKind.DELIVER);
    assertThat(rule.environment()).isEqualTo("prod*");
    assertThat(rule.key()).isEqualTo("s*");
    assertThat(rule.program()).isEqualTo("node");
    assertThat(rule.burst()).isEqualTo(new AlertRule.Burst(20, Duration.ofMinutes(1)));
    assertThat(rule.newProgram()).isTrue();
    assertThat(rule.tampering()).isTrue();
    assertThat(rule.targets())
        .containsExactly(
            new AlertTarget.Desktop(),
            AlertTarget.Webhook.parse("https://alerts.example/x"),
            new AlertTarget.Command(List.of("/bin/tell", "--me", "-x")));
  }

  @Test
  void a_web_hook_at_a_port_that_there_cannot_be_is_refused() {
    for (String port : new String[] {"0", "65536", "99999"}) {
      String url = "http://127.0.0.1:" + port + "/";
      assertThat(world.run("alert", "add", "x", "--on", "denied", "--webhook", url)).isEqualTo(2);
    }
  }

  @Test
  void the_key_of_signatures_is_printed_once() {
    assertThat(
            world.run(
                "alert", "add", "x", "--on", "denied", "--webhook", "https://a.example", "--sign"))
        .isZero();
    assertThat(world.stdout()).isEqualTo("01fe\n");
    assertThat(
            world.run(
                "alert",
                "add",
                "x",
                "--on",
                "denied",
                "--webhook",
                "https://a.example",
                "--sign",
                "--json"))
        .isEqualTo(2);
    assertThat(world.run("alert", "add", "x", "--on", "denied", "--desktop", "--sign"))
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alert add x --desktop",
        "alert add x --on denied",
        "alert add x --on denyed --desktop",
        "alert add x --on alert --desktop",
        "alert add x --on denied --desktop --burst 20",
        "alert add x --on denied --desktop --burst a/1m",
        "alert add x --on denied --desktop --burst 20/never",
        "alert add X --on denied --desktop",
        "alert add x --on denied --webhook http://a.example",
        "alert add x --on denied -- tell",
        "alert add"
      })
  void what_cannot_be_is_refused(String line) {
    assertThat(world.run(line.split(" ", -1))).isEqualTo(2);
    assertThat(alerts.rules).isEqualTo(AlertRule.DEFAULTS);
  }

  @Test
  void remove_names_the_alert() {
    assertThat(world.run("alert", "remove", "burst")).isZero();
    assertThat(alerts.removed).isEqualTo("burst");
    assertThat(world.stderr()).isEqualTo("removed burst\n");
  }

  @Test
  void a_test_tells_for_each_target_how_it_went() {
    alerts.trials.add(new Trial("desktop", ""));
    assertThat(world.run("alert", "test", "x")).isZero();
    assertThat(world.stderr()).isEqualTo("desktop: delivered\n");
    alerts.trials.add(new Trial("webhook a.example", "it answered 500"));
    assertThat(world.run("alert", "test", "x")).isEqualTo(8);
    assertThat(world.stderr()).contains("webhook a.example: it answered 500");
    assertThat(world.run("alert", "test", "x", "--json")).isEqualTo(8);
    assertThat(world.stdout())
        .contains("keymaster/alert-test/1", "\"delivered\": false", "\"failure\": null");
    alerts.trials.removeFirst();
    assertThat(world.run("alert", "test", "x")).isEqualTo(7);
  }
}
