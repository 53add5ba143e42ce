package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** init, use, env, trust, import, and what a project changes for other verbs. */
class ProjectVerbsTests {
  private final FakeWorld world;
  private final Path file;

  ProjectVerbsTests(@TempDir Path directory) throws IOException {
    world = new FakeWorld(directory.toRealPath());
    file = world.directory.resolve("keymaster.yaml");
  }

  @BeforeEach
  void keys() {
    world.environment.put("HOME", "/");
    world.engine.with("dev", "openai", "openai", "sk-canary-dev-openai-00");
    world.engine.with("prod", "openai", "openai", "sk-canary-prod-openai-0");
    world.engine.with("dev", "hook", "custom", "canary-hook");
  }

  private void foreignProject(String... lines) throws IOException {
    Files.writeString(file, "version: 1\n" + String.join("\n", lines) + "\n");
  }

  @Test
  void A4_init_makes_what_is_missing_and_nothing_twice() throws IOException {
    world.engine.vault.exists = false;
    Files.createDirectory(world.directory.resolve(".git"));
    assertThat(world.run("init", "--key-file", "/k/v.key", "--env", "staging")).isZero();
    assertThat(world.engine.vault.exists).isTrue();
    assertThat(file).content().contains("default_environment: staging");
    assertThat(world.directory.resolve(".gitignore")).content().contains(".env", "*.keymaster-key");
    assertThat(world.stderr())
        .contains("made a vault", "made " + file, "git ignores now: .env .env.* !.env.example");
    assertThat(world.run("env")).isZero();
    assertThat(world.stdout()).isEqualTo("staging\n");
    assertThat(world.run("init")).isZero();
    assertThat(world.stderr()).isEqualTo("nothing to do: there is a vault and a project\n");
  }

  @Test
  void D1_init_in_a_fresh_home_offers_to_log_in_to_a_provider() {
    world.engine.vault.exists = false;
    world.engine.lifecycle.account = "a team";
    world.attended("openrouter", "sk-canary-ad317");
    assertThat(world.run("init", "--key-file", "/k/v.key")).isZero();
    assertThat(world.engine.lifecycle.asked).containsExactly("login openrouter 15 ");
    assertThat(world.stderr()).endsWith("keys at OpenRouter can be managed: a team\n");
  }

  @Test
  void D1_what_goes_wrong_with_that_can_be_done_later() {
    world.engine.vault.exists = false;
    world.attended("opemrouter");
    assertThat(world.run("init", "--key-file", "/k/v.key")).isZero();
    assertThat(world.stderr()).endsWith("; later: keymaster providers login opemrouter\n");
    world.engine.vault.exists = false;
    world.attended("");
    assertThat(world.run("init", "--key-file", "/k/v.key")).isZero();
    assertThat(world.engine.lifecycle.asked).isEmpty();
  }

  @Test
  void A4_init_puts_back_what_git_shall_ignore() throws IOException {
    Files.createDirectory(world.directory.resolve(".git"));
    world.run("init");
    Files.writeString(world.directory.resolve(".gitignore"), "build\n.env\n");
    assertThat(world.run("init")).isZero();
    assertThat(world.stderr()).startsWith("git ignores now: .env.* !.env.example *.keymaster-key");
    assertThat(world.run("init")).isZero();
    assertThat(world.stderr()).startsWith("nothing to do");
  }

  @Test
  void changes_of_a_project_are_told_as_json_too() {
    world.run("init", "--json");
    assertThat(world.stdout())
        .contains("keymaster/init/1", "\"vault\": null", "\"project\": \"" + file);
    world.run("env", "staging", "--json");
    assertThat(world.stdout()).contains("keymaster/environment/1", "\"staging\"");
    world.run("trust", "--yes", "--json");
    assertThat(world.stdout()).contains("keymaster/trust/1", "\"trusted\": true");
    world.run("trust", "--forget", "--json");
    assertThat(world.stdout()).contains("\"trusted\": false");
  }

  @Test
  void init_in_an_empty_home_tells_the_vault_as_json() {
    world.engine.vault.exists = false;
    assertThat(world.run("init", "--no-project", "--key-file", "/k/v.key", "--json")).isZero();
    assertThat(world.stdout())
        .startsWith("{\n  \"schema\": \"keymaster/init/1\"")
        .contains("key-file");
  }

  @Test
  void several_keys_are_used_or_taken_out_at_once() {
    world.run("init");
    assertThat(world.run("use", "openai", "hook")).isZero();
    assertThat(world.stderr())
        .isEqualTo("this project uses openai as OPENAI_API_KEY\nthis project uses hook as HOOK\n");
    assertThat(world.run("use", "openai", "nosuch")).isEqualTo(3);
    assertThat(world.run("use", "openai", "hook", "--rm")).isZero();
    assertThat(file).content().doesNotContain("openai: ", "hook: ");
    assertThat(world.run("use", "openai", "hook", "--as", "X")).isEqualTo(2);
    assertThat(world.run("use", "openai", "--rm", "--as", "X")).isEqualTo(2);
  }

  @Test
  void A4_the_schema_of_the_file_is_printed_without_a_vault() {
    world.engineFailure = new KeymasterException(KeymasterException.Code.LOCKED, "locked", "");
    assertThat(world.run("config", "schema")).isZero();
    assertThat(world.stdout()).startsWith("{\n").contains("default_environment").endsWith("}\n");
  }

  @Test
  void init_leaves_the_folder_alone_if_told_or_at_home() {
    assertThat(world.run("init", "--no-project")).isZero();
    assertThat(world.stderr()).isEqualTo("nothing to do: there is a vault\n");
    for (String home : List.of(world.directory.toString(), world.directory + "/")) {
      world.environment.put("HOME", home);
      assertThat(world.run("init")).isZero();
      assertThat(world.stderr()).isEqualTo("no project made: this is the home folder\n");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void use_lists_keys_of_the_project_and_run_hands_over_exactly_those() {
    world.run("init");
    assertThat(world.run("use", "openai", "--as", "MY_KEY")).isZero();
    assertThat(world.stderr()).isEqualTo("this project uses openai as MY_KEY\n");
    assertThat(file).content().contains("openai: MY_KEY").doesNotContain("canary");
    world.run("run", "--", "true");
    assertThat(world.injected).isEqualTo(Map.of("MY_KEY", "sk-canary-dev-openai-00"));
    world.injected.clear();
    world.run("use", "hook", "--json");
    assertThat(world.stdout()).contains("\"variable\": \"HOOK\"");
    world.run("run", "--env", "prod", "--except", "hook", "--", "true");
    assertThat(world.injected).isEqualTo(Map.of("MY_KEY", "sk-canary-prod-openai-0"));
    assertThat(world.run("use", "openai", "--remove")).isZero();
    assertThat(file).content().doesNotContain("openai: MY_KEY");
    assertThat(world.run("use", "opena1")).isEqualTo(3);
    assertThat(world.stderr()).endsWith("hint: did you mean openai?\n");
  }

  @Test
  void project_s_services_choose_where_no_keys_are_listed() throws IOException {
    foreignProject("services:", "  openai:", "    environments: [dev]");
    world.run("trust", "--yes");
    world.run("run", "--", "true");
    assertThat(world.injected).containsOnlyKeys("OPENAI_API_KEY");
    world.injected.clear();
    world.run("run", "--env", "prod", "--", "true");
    assertThat(world.injected).isEmpty();
  }

  @Test
  void project_that_is_not_trusted_is_not_followed() throws IOException {
    foreignProject("settings:", "  default_environment: prod", "keys:", "  openai: STOLEN");
    assertThat(world.run("get", "openai")).isZero();
    assertThat(world.stdout()).isEqualTo("sk-canary-dev-openai-00");
    assertThat(world.stderr()).startsWith("warning: keymaster.yaml is not followed until");
    assertThat(world.run("get", "openai", "--env", "dev")).isZero();
    assertThat(world.stderr()).isEmpty();
    assertThat(world.run("run", "--", "true")).isEqualTo(125);
    assertThat(world.stderr())
        .startsWith("keymaster: this project's keymaster.yaml is not trusted\n");
    assertThat(world.run("run", "--only", "openai", "--", "true")).isZero();
    assertThat(world.injected).containsOnlyKeys("OPENAI_API_KEY");
  }

  @Test
  void trust_shows_what_it_means_and_holds_until_the_file_changes() throws IOException {
    foreignProject(
        "settings:",
        "  default_environment: prod",
        "services:",
        "  openai: {}",
        "keys:",
        "  openai: MINE");
    assertThat(world.run("trust")).isEqualTo(4);
    world.attended("n", "y");
    assertThat(world.run("trust")).isEqualTo(5);
    assertThat(world.stderr()).contains("environment prod", "key openai as MINE", "service openai");
    assertThat(world.run("trust")).isZero();
    world.run("env");
    assertThat(world.stdout()).isEqualTo("prod\n");
    Files.writeString(file, Files.readString(file) + "# changed\n");
    world.run("env");
    assertThat(world.stdout()).isEqualTo("dev\n");
    assertThat(world.run("trust", "--yes")).isZero();
    assertThat(world.run("trust", "--forget")).isZero();
    world.run("env");
    assertThat(world.stdout()).isEqualTo("dev\n");
  }

  @Test
  void use_does_not_make_a_foreign_project_trusted() throws IOException {
    foreignProject("keys:", "  hook: HOOK");
    world.run("use", "openai");
    assertThat(world.run("run", "--", "true")).isEqualTo(125);
  }

  @Test
  void A2_env_switches_per_project_and_back() {
    world.run("init");
    assertThat(world.run("env", "prod")).isZero();
    assertThat(world.stderr()).isEqualTo("this project is in prod now\n");
    world.run("get", "openai");
    assertThat(world.stdout()).isEqualTo("sk-canary-prod-openai-0");
    world.run("env", "--json");
    assertThat(world.stdout()).contains("\"environment\": \"prod\"", "\"origin\": \"project\"");
    world.environment.put("KEYMASTER_ENV", "staging");
    world.run("env", "--json");
    assertThat(world.stdout()).contains("\"origin\": \"variable\"");
    world.environment.remove("KEYMASTER_ENV");
    assertThat(world.run("env", "--reset")).isZero();
    world.run("env");
    assertThat(world.stdout()).isEqualTo("dev\n");
  }

  @Test
  void env_lists_environments_with_keys() {
    world.run("env", "--list");
    assertThat(world.stdout()).isEqualTo("dev\nprod\n");
    world.run("env", "--list", "--json");
    assertThat(world.stdout()).contains("\"name\": \"dev\",\n      \"keys\": 2");
  }

  @ParameterizedTest
  @CsvSource({
    "env prod,           3, no project here whose environment could be switched",
    "env prod --list,    2, 'ENV, --list or --reset: one of them'",
    "use openai,         3, no keymaster.yaml here or above",
    "trust,              3, no keymaster.yaml here or above",
    "import nowhere.env, 1, ",
  })
  void without_a_project_or_file_it_says_so(String arguments, int code, String message) {
    assertThat(world.run(arguments.split(" "))).isEqualTo(code);
    assertThat(world.stderr()).startsWith("keymaster: " + (message == null ? "" : message));
  }

  @Test
  void malformed_project_is_a_usage_error_with_its_line() throws IOException {
    Files.writeString(file, "version: 1\nkyes: {}\n");
    assertThat(world.run("ls")).isEqualTo(2);
    assertThat(world.stderr()).contains("keymaster.yaml").contains("line 2");
  }

  @Test
  void settings_of_the_person_hold_where_nobody_else_says_anything() throws IOException {
    Path settings = world.places().settings();
    Files.createDirectories(settings.getParent());
    Files.writeString(settings, "environment: prod\ncolor: always\nget:\n  clip: true\n");
    Files.setPosixFilePermissions(
        settings, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    world.run("get", "openai");
    assertThat(world.stdout()).isEqualTo("sk-canary-prod-openai-0");
    world.attended();
    assertThat(world.run("get", "openai")).isZero();
    assertThat(world.stdout()).isEmpty();
    assertThat(world.pasteboard.content).isEqualTo("sk-canary-prod-openai-0");
    assertThat(world.run("gte")).isEqualTo(2);
    assertThat(world.stderr()).contains("\u001b[31m");
  }

  @Test
  void broken_settings_do_not_hide_their_own_error() throws IOException {
    Path settings = world.places().settings();
    Files.createDirectories(settings.getParent());
    Files.writeString(settings, "colour: always\n");
    Files.setPosixFilePermissions(
        settings, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    world.attended();
    assertThat(world.run("ls")).isEqualTo(2);
    assertThat(world.stderr()).contains("config.yaml");
    assertThat(world.run("ls", "--help")).isZero();
  }

  @Test
  void C5_import_stores_the_keys_of_an_env_file_and_is_idempotent() throws IOException {
    Files.writeString(
        world.directory.resolve(".env"),
        """
        # a comment
        ANTHROPIC_API_KEY=ant-canary-0123456789abcdef
        export STRIPE_SECRET='canary-stripe'
        DEBUG=true
        REF=km://dev/openai
        """);
    assertThat(world.run("import", ".env", "--dry-run")).isZero();
    assertThat(world.stdout())
        .isEqualTo(
            """
            LINE  FOUND              KEY            WHAT     WHY
            2     ANTHROPIC_API_KEY  anthropic      new
            3     STRIPE_SECRET      stripe-secret  new
            4     DEBUG              -              skipped  does not look like a key
            5     REF                -              skipped  refers to km://dev/openai
            """);
    assertThat(world.stderr()).isEqualTo("would store 2 keys in dev\n");
    assertThat(world.engine.has("dev", "anthropic")).isFalse();
    assertThat(world.run("import", ".env")).isZero();
    assertThat(world.stderr()).endsWith(".env still holds them: delete it once nothing needs it\n");
    assertThat(world.engine.value("dev", "stripe-secret")).isEqualTo("canary-stripe");
    assertThat(world.engine.record("dev", "stripe-secret").details().variable())
        .isEqualTo("STRIPE_SECRET");
    assertThat(world.engine.record("dev", "anthropic").details().variable()).isNull();
    assertThat(world.run("import", ".env", "--json")).isZero();
    assertThat(world.stdout()).contains("\"outcome\": \"unchanged\"").doesNotContain("canary");
    assertThat(world.engine.record("dev", "anthropic").versions()).hasSize(1);
  }

  @Test
  void C5_conflicts_are_shown_and_left_alone_unless_replaced() throws IOException {
    Path env = world.directory.resolve(".env");
    Files.writeString(env, "OPENAI_API_KEY=sk-canary-another-one-000\n");
    assertThat(world.run("import", ".env")).isEqualTo(6);
    assertThat(world.stdout()).contains("openai  conflict");
    assertThat(world.stderr()).contains("stored 0 keys in dev; 1 in conflict");
    assertThat(world.engine.value("dev", "openai")).isEqualTo("sk-canary-dev-openai-00");
    Files.writeString(env, "OPENAI_API_KEY=sk-canary-another-one-000\nX_TOKEN=canary-x\n");
    assertThat(world.run("import", ".env")).isEqualTo(8);
    assertThat(world.engine.has("dev", "x-token")).isTrue();
    assertThat(world.run("import", ".env", "--replace")).isZero();
    assertThat(world.engine.value("dev", "openai")).isEqualTo("sk-canary-another-one-000");
    assertThat(world.engine.record("dev", "openai").versions()).hasSize(2);
  }

  @Test
  void import_reads_standard_input() {
    world.typing("A_TOKEN=canary-token");
    assertThat(world.run("import", "-")).isZero();
    assertThat(world.engine.value("dev", "a-token")).isEqualTo("canary-token");
  }

  @Test
  void import_refuses_what_is_no_env_file() throws IOException {
    Files.writeString(world.directory.resolve("big"), "A=" + "x".repeat(1 << 20));
    assertThat(world.run("import", "big")).isEqualTo(2);
    Files.writeString(world.directory.resolve("bad"), "A='never closed");
    assertThat(world.run("import", "bad")).isEqualTo(2);
    assertThat(world.engine.events).isEmpty();
  }
}
