package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyUsage;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.ServiceName;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleVerbsTests {
  private static final ServiceName OPENROUTER = new ServiceName("openrouter");

  private final FakeWorld world;
  private final FakeLifecycle lifecycle;

  LifecycleVerbsTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    lifecycle = world.engine.lifecycle;
  }

  @BeforeEach
  void keys() {
    minted("ci-runner");
    minted("nightly");
    world.engine.with("dev", "own", "openrouter", "sk-canary-0123");
  }

  private void minted(String name) {
    world.engine.with("dev", name, "openrouter", "sk-canary-0123");
    FakeKey key = world.engine.require(EnvironmentName.DEFAULT, new KeyName(name));
    key.versions.replaceAll(version -> version.as(FakeLifecycle.ISSUED));
  }

  private static KeyRef ref(String name) {
    return new KeyRef(EnvironmentName.DEFAULT, new KeyName(name));
  }

  @Test
  void D1_login_sends_the_credential_with_the_address_that_is_set() {
    world.typing("sk-canary-ad317\n");
    world.environment.put("KEYMASTER_PROVIDER_OPENROUTER_BASE_URL", "http://127.0.0.1:9/v1");
    lifecycle.account = "a team";
    assertThat(world.run("providers", "login", "openrouter", "--stdin")).isZero();
    assertThat(lifecycle.asked).containsExactly("login openrouter 15 http://127.0.0.1:9/v1");
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).isEqualTo("keys at OpenRouter can be managed: a team\n");
    assertThat(world.run("providers", "logout", "openrouter")).isZero();
    assertThat(lifecycle.asked).contains("logout openrouter");
  }

  @Test
  void D1_login_knows_providers_only_and_takes_no_value_on_the_command_line() {
    assertThat(world.run("providers", "login", "nowhere", "--stdin")).isEqualTo(2);
    String value = "sk-or-v1-" + "0".repeat(64);
    assertThat(world.run("providers", "login", value)).isEqualTo(2);
    assertThat(world.stderr()).doesNotContain(value);
    assertThat(lifecycle.asked).isEmpty();
  }

  @Test
  void D2_add_mint_says_what_to_order() {
    assertThat(
            world.run(
                "add",
                "new",
                "--mint",
                "--service",
                "openrouter",
                "--limit",
                "5usd",
                "--reset",
                "monthly",
                "--expires",
                "90d",
                "--set",
                "workspace=w-1"))
        .isZero();
    assertThat(lifecycle.asked)
        .containsExactly(
            "mint km://dev/new openrouter {mint.lifetime=PT2160H, mint.limit=5 USD,"
                + " mint.reset=monthly, mint.set.workspace=w-1}");
    assertThat(world.stderr()).isEqualTo("stored new in dev as #1 (sk-…0001)\n");
  }

  @Test
  void D2_the_service_is_told_from_the_name() {
    assertThat(world.run("add", "openrouter", "--mint")).isZero();
    assertThat(lifecycle.asked).containsExactly("mint km://dev/openrouter openrouter {}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add new --mint",
        "add new --limit 5usd",
        "add openrouter --mint --generate",
        "add openrouter --mint --stdin",
        "add openrouter --mint --reset daily",
        "add openrouter --mint --limit 5usd --reset hourly",
        "add openrouter --mint --limit many",
        "add openrouter --mint --limit 0usd",
        "add openrouter --mint --expires 2001-01-01",
        "add openrouter --mint --set nothing",
        "rotate",
        "rotate --all",
        "rotate own --all --service openrouter",
        "rotate own --grace soon",
        "rotate own --resume",
        "rotate own --due",
        "rotate --due --all --service openrouter",
        "rotate --due --resume",
        "rotate own --service openrouter",
        "remove ci-runner --yes --local-only --purge",
        "remove ci-runner --yes --local-only --revoke",
        "remove own#1 --yes --revoke"
      })
  void what_makes_no_sense_is_not_begun(String line) {
    assertThat(world.run(line.split(" "))).as(world.stderr()).isEqualTo(2);
    assertThat(lifecycle.asked).isEmpty();
  }

  @Test
  void D6_rotate_tells_how_far_it_came() {
    assertThat(world.run("rotate", "ci-runner")).isZero();
    assertThat(world.stderr()).isEqualTo("rotated ci-runner in dev\n");
    lifecycle.endings.put("ci-runner", Ending.SCHEDULED);
    assertThat(world.run("rotate", "ci-runner", "--grace", "24h")).isZero();
    assertThat(world.stderr()).contains("; the old key is revoked at 1970-01-01");
    assertThat(lifecycle.asked)
        .containsExactly("rotate km://dev/ci-runner PT0S", "rotate km://dev/ci-runner PT24H");
    assertThat(world.stdout()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"DONE, 0", "SCHEDULED, 0", "PENDING, 8", "FAILED, 7", "BUSY, 6"})
  void D6_the_exit_code_tells_it_too(Ending ending, int code) {
    lifecycle.endings.put("ci-runner", ending);
    assertThat(world.run("rotate", "ci-runner")).isEqualTo(code);
  }

  @Test
  void of_all_keys_one_that_fails_does_not_keep_the_others() {
    lifecycle.endings.put("ci-runner", Ending.BUSY);
    assertThat(world.run("rotate", "--all", "--service", "openrouter", "--json")).isEqualTo(8);
    assertThat(lifecycle.asked)
        .containsExactly("rotate km://dev/ci-runner PT0S", "rotate km://dev/nightly PT0S");
    assertThat(world.stdout())
        .contains("\"schema\": \"keymaster/rotation/1\"")
        .contains("\"ending\": \"failed\"")
        .contains("\"note\": \"something is under way\"")
        .contains("\"ending\": \"done\"");
  }

  @Test
  void a_rehearsal_is_said_to_be_one() {
    assertThat(world.run("rotate", "ci-runner", "--dry-run")).isZero();
    assertThat(lifecycle.asked).containsExactly("rotate km://dev/ci-runner PT0S rehearsal");
    assertThat(world.stderr()).isEqualTo("could be rotated: ci-runner in dev\n");
  }

  @Test
  void resume_tells_what_came_of_what_broke_off() {
    assertThat(world.run("rotate", "--resume")).isZero();
    assertThat(world.stderr()).isEqualTo("nothing is due\n");
    lifecycle.resumed = List.of(ref("ci-runner"), ref("nightly"));
    lifecycle.endings.put("nightly", Ending.PENDING);
    assertThat(world.run("rotate", "--resume")).isEqualTo(8);
    assertThat(world.stderr())
        .contains("carried on with ci-runner in dev")
        .contains("nightly in dev: a bad day; tried again at 1970-01-01");
  }

  @Test
  void D5_a_minted_key_is_revoked_and_one_that_was_only_stored_is_removed() {
    assertThat(world.run("remove", "ci-runner", "own", "--yes")).isZero();
    assertThat(lifecycle.asked).containsExactly("revoke km://dev/ci-runner");
    assertThat(world.stderr())
        .contains("removed own in dev")
        .contains("revoked and removed ci-runner in dev");
    assertThat(world.run("show", "own")).isEqualTo(3);
  }

  @Test
  void D5_a_key_that_was_only_stored_is_revoked_if_that_is_said() {
    assertThat(world.run("remove", "own", "--revoke", "--yes")).isZero();
    assertThat(lifecycle.asked).containsExactly("revoke km://dev/own");
    assertThat(world.stderr()).isEqualTo("revoked and removed own in dev\n");
  }

  @Test
  void D5_a_provider_that_refuses_is_7_one_that_cannot_be_reached_8_and_some_of_many_8() {
    lifecycle.endings.put("ci-runner", Ending.FAILED);
    assertThat(world.run("remove", "ci-runner", "--yes")).isEqualTo(7);
    assertThat(world.run("remove", "ci-runner", "own", "--yes")).isEqualTo(8);
    lifecycle.endings.put("ci-runner", Ending.PENDING);
    assertThat(world.run("remove", "ci-runner", "--yes", "--json")).isEqualTo(8);
    assertThat(world.stdout()).contains("\"ending\": \"pending\"");
  }

  @Test
  void D5_local_only_leaves_the_provider_alone() {
    assertThat(world.run("remove", "ci-runner", "--yes", "--local-only")).isZero();
    assertThat(lifecycle.asked).containsExactly("forget km://dev/ci-runner");
  }

  @Test
  void D7_usage_is_a_table_with_a_row_for_each_managed_key() {
    lifecycle.usage =
        List.of(
            new KeyUsage(ref("ci-runner"), OPENROUTER, "0.25", "5", "4.75", "USD", "", true, ""),
            new KeyUsage(
                ref("nightly"), OPENROUTER, "12", null, null, "CREDITS", "60 a minute", false, ""));
    assertThat(world.run("usage")).isZero();
    assertThat(world.stdout())
        .isEqualTo(
            """
            KEY        ENV  USED        LIMIT  REMAINING  RATE LIMIT   STATUS
            ci-runner  dev  $0.25       $5     $4.75      -            active
            nightly    dev  12 CREDITS  none   -          60 a minute  disabled
            """);
    assertThat(world.run("usage", "--json", "--service", "openrouter")).isZero();
    assertThat(world.stdout())
        .contains("\"schema\": \"keymaster/usage/1\"")
        .contains("\"used\": \"0.25\"");
    assertThat(lifecycle.asked).containsExactly("usage null null", "usage openrouter null");
  }

  @Test
  void D7_a_key_that_fails_shows_why_and_is_8_all_of_them_7() {
    KeyUsage lost = KeyUsage.unknown(ref("ci-runner"), OPENROUTER, "a bad day");
    KeyUsage good = new KeyUsage(ref("nightly"), OPENROUTER, "0", null, null, "USD", "", true, "");
    lifecycle.usage = List.of(lost, good);
    assertThat(world.run("usage")).isEqualTo(8);
    assertThat(world.stdout()).containsPattern("(?m)^ci-runner +dev +- +- +- +- +a bad day$");
    lifecycle.usage = List.of(lost);
    assertThat(world.run("usage", "ci-runner")).isEqualTo(7);
    assertThat(lifecycle.asked).contains("usage null ci-runner");
    lifecycle.usage = List.of();
    assertThat(world.run("usage")).isZero();
    assertThat(world.stderr()).contains("keymaster add NAME --mint");
  }

  @Test
  void history_shows_what_the_provider_makes_of_each_version() {
    FakeKey key = world.engine.require(EnvironmentName.DEFAULT, new KeyName("ci-runner"));
    key.versions.replaceAll(version -> version.as(FakeLifecycle.ISSUED.in(Issued.State.REVOKED)));
    assertThat(world.run("history", "ci-runner")).isZero();
    assertThat(world.stdout()).contains("PROVIDER").contains("revoked at openrouter");
    assertThat(world.run("history", "ci-runner", "--json")).isZero();
    assertThat(world.stdout()).contains("\"provider_state\": \"revoked\"");
  }
}
