package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.VersionState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs that keep keys: add, edit, ls, show, history, rollback, remove, audit. */
class KeyVerbsTests {
  private final FakeWorld world;

  KeyVerbsTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    world.engine.with("dev", "openai", "openai", "sk-canary-one");
    world.engine.with("dev", "openai", "openai", "sk-canary-two");
    world.engine.with("dev", "hook", "custom", "canary-hook");
    world.engine.with("prod", "openai", "openai", "sk-canary-prod");
  }

  private KeyDetails details(String name) {
    return world.engine.record("dev", name).details();
  }

  @Test
  void add_keeps_all_details() {
    world.typing("sk-canary-3");
    assertThat(
            world.run(
                "store",
                "batch",
                "--service",
                "openai",
                "--tag",
                "b",
                "--tag",
                "a",
                "--note",
                "hi",
                "--endpoint",
                "https://e.example",
                "--variable",
                "BATCH_KEY",
                "--owner",
                "ada",
                "--expires",
                "2027-01-31",
                "--meta",
                "team=x=y"))
        .isZero();
    KeyDetails details = details("batch");
    assertThat(details.service()).hasToString("openai");
    assertThat(details.tags()).containsExactly("a", "b");
    assertThat(details.note()).isEqualTo("hi");
    assertThat(details.endpoint()).isEqualTo("https://e.example");
    assertThat(details.variable()).isEqualTo("BATCH_KEY");
    assertThat(details.owner()).isEqualTo("ada");
    assertThat(details.expires()).isEqualTo(Instant.parse("2027-02-01T00:00:00Z"));
    assertThat(details.metadata()).isEqualTo(Map.of("team", "x=y"));
  }

  @Test
  void name_defaults_to_the_service_and_the_service_to_the_name() {
    world.typing("x-canary-1").run("add", "--service", "stability");
    assertThat(details("stability").service()).hasToString("stability");
    world.typing("x-canary-2").run("add", "anthropic");
    assertThat(details("anthropic").service()).hasToString("anthropic");
    world.typing("x-canary-3").run("add", "whatever");
    assertThat(details("whatever").service()).hasToString("custom");
    assertThat(world.run("add")).isEqualTo(2);
    assertThat(world.stderr()).startsWith("keymaster: NAME is missing\n");
  }

  @Test
  void kind_is_recognised_and_a_wrong_one_warned_about() {
    String key = "sk-" + "or-v1-" + "0a".repeat(32);
    world.typing(key).run("add", "router");
    assertThat(details("router").service()).hasToString("openrouter");
    world.typing(key).run("add", "anthropic");
    assertThat(world.stderr())
        .startsWith("warning: the value looks like an OpenRouter key, stored for anthropic\n");
    assertThat(world.engine.has("dev", "anthropic")).isTrue();
  }

  @Test
  void adding_twice_is_a_conflict_that_shows_the_way() {
    assertThat(world.typing("sk-canary-x").run("add", "openai")).isEqualTo(6);
    assertThat(world.stderr())
        .endsWith("hint: keymaster edit openai --value stores a new version\n");
    assertThat(world.engine.value("dev", "openai")).isEqualTo("sk-canary-two");
  }

  @ParameterizedTest
  @CsvSource({
    "base64url,    BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc",
    "hex,          0707070707070707070707070707070707070707070707070707070707070707",
    "alphanumeric, HHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHH",
  })
  void F7_generated_values_have_the_wanted_look(String format, String value) {
    assertThat(world.run("add", "made", "--generate", "--format", format)).isZero();
    assertThat(world.engine.value("dev", "made")).isEqualTo(value);
    assertThat(world.stderr()).doesNotContain(value);
  }

  @ParameterizedTest
  @CsvSource({
    "--generate --bytes 8,        --bytes takes 16 to 1024",
    "--generate --format words,   no such format: 'words'",
    "--generate --stdin,          --generate makes the value",
    "--expires 0d,                '''0d'' is no time at all'",
    "--expires -1d,               not a time: '-1d'",
    "--expires 30x,               not a time: '30x'",
    "--expires 99999999d,         '''99999999d'' is longer than'",
    "--expires 2020-01-01,        '''2020-01-01'' is in the past'",
    "--expires 2020-13-01,        not a time: '2020-13-01'",
    "--meta nonsense,             not a field: 'nonsense'",
    "--variable 1X,               not an environment variable name: '1X'",
    "--service Open.AI,           not a service name: 'Open.AI'",
  })
  void bad_details_are_refused_before_anything_is_stored(String flags, String message) {
    world.typing("sk-canary-x");
    assertThat(world.run(("add made " + flags).split(" "))).isEqualTo(2);
    assertThat(world.stderr()).startsWith("keymaster: " + message);
    assertThat(world.engine.has("dev", "made")).isFalse();
  }

  @Test
  void edit_changes_details_and_clears_with_an_empty_text() {
    world.run("edit", "openai", "--tag", "x", "--note", "n", "--expires", "30d", "--meta", "a=b");
    assertThat(details("openai").tags()).containsExactly("x");
    assertThat(details("openai").expires()).isEqualTo(FakeWorld.NOW.plusSeconds(30 * 86_400));
    assertThat(world.stderr()).isEqualTo("changed openai in dev\n");
    world.run(
        "edit",
        "openai",
        "--untag",
        "x",
        "--note",
        "",
        "--expires",
        "never",
        "--unmeta",
        "a",
        "--status",
        "inactive");
    assertThat(details("openai").tags()).isEmpty();
    assertThat(details("openai").note()).isEmpty();
    assertThat(details("openai").expires()).isNull();
    assertThat(details("openai").metadata()).isEmpty();
    assertThat(details("openai").status()).isEqualTo(KeyStatus.INACTIVE);
    assertThat(world.run("get", "openai")).isEqualTo(5);
  }

  @Test
  void edit_stores_a_new_version_and_details_together() {
    world.typing("sk-canary-three");
    assertThat(world.run("edit", "openai", "--value", "--note", "new")).isZero();
    assertThat(world.stderr()).startsWith("stored openai in dev as #3");
    assertThat(world.engine.value("dev", "openai")).isEqualTo("sk-canary-three");
    assertThat(details("openai").note()).isEqualTo("new");
    assertThat(world.engine.events).hasSize(1);
    assertThat(world.typing("sk-canary-three").run("edit", "openai", "--value")).isZero();
    assertThat(world.stderr()).isEqualTo("unchanged: openai in dev had this value already\n");
  }

  @ParameterizedTest
  @CsvSource({
    "edit openai,                  2, nothing to change",
    "edit openai --stdin,          2, a value is given but not asked for",
    "edit openai --status asleep,  2, not a status: 'asleep'",
    "edit openai#1 --note x,       2, a version makes no sense here",
    "edit opena1 --note x,         3, no key opena1 in dev",
    "show opena1,                  3, no key opena1 in dev",
    "history opena1,               3, no key opena1 in dev",
    "rollback opena1,              3, no key opena1 in dev",
    "rollback hook,                3, no version 0 of hook",
    "rollback openai --to 9,       3, no version 9 of openai",
    "remove opena1 --yes,          3, no key opena1 in dev",
    "remove openai opena1 --yes,   3, no key opena1 in dev",
    "remove openai#2 --yes,        6, that version is current",
    "audit --last 0,               2, --last takes 1 to 100000",
  })
  void mistakes_are_told_and_change_nothing(String arguments, int code, String message) {
    assertThat(world.run(arguments.split(" "))).isEqualTo(code);
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).startsWith("keymaster: " + message + "\n");
    assertThat(world.engine.events).isEmpty();
  }

  @Test
  void D4_ls_prints_one_name_per_line_off_a_terminal() {
    assertThat(world.run("ls")).isZero();
    assertThat(world.stdout()).isEqualTo("hook\nopenai\n");
    world.run("list", "--all", "--service", "openai");
    assertThat(world.stdout()).isEqualTo("km://dev/openai\nkm://prod/openai\n");
    world.run("edit", "hook", "--tag", "x");
    world.run("ls", "--tag", "x", "--plain");
    assertThat(world.stdout()).isEqualTo("hook\n");
  }

  @Test
  void D4_ls_prints_a_table_on_a_terminal() {
    world.attended();
    world.run("edit", "openai", "--expires", "30d", "--tag", "team-a");
    world.run("edit", "hook", "--status", "inactive");
    world.run("ls");
    assertThat(world.stdout())
        .isEqualTo(
            """
            NAME    ENV  SERVICE  VALUE    VERSION  CHANGED   NOTES
            hook    dev  custom   sk-…hook  #1       just now  inactive
            openai  dev  openai   sk-…-two  #2       just now  expires in 30 days; team-a
            """
                .replace("VALUE    VERSION", "VALUE     VERSION"));
    assertThat(world.run("ls", "--env", "empty")).isZero();
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).isEqualTo("no keys in empty; keymaster add NAME stores one\n");
  }

  @Test
  void narrow_terminal_cuts_the_last_column() {
    world.attended();
    world.run("edit", "openai", "--tag", "a-very-long-tag-that-does-not-fit");
    world.terminal.columns = 60;
    world.run("ls");
    assertThat(world.stdout().lines()).allMatch(line -> line.length() <= 60);
    assertThat(world.stdout()).contains("a-very");
  }

  @Test
  void ls_as_json_has_no_values() {
    world.run("ls", "--json", "--env", "prod");
    assertThat(world.stdout())
        .isEqualTo(
            """
            {
              "schema": "keymaster/keys/1",
              "keys": [
                {
                  "environment": "prod",
                  "name": "openai",
                  "service": "openai",
                  "status": "active",
                  "version": 1,
                  "hint": "sk-…prod",
                  "tags": [],
                  "variable": null,
                  "expires": null,
                  "updated": "2026-11-21T12:00:00Z"
                }
              ]
            }
            """);
  }

  @Test
  void show_tells_everything_but_the_value() {
    world.run("edit", "openai", "--note", "red \u001b[31m", "--meta", "a=b");
    assertThat(world.run("show", "openai")).isZero();
    assertThat(world.stdout())
        .isEqualTo(
            """
            name:        openai
            environment: dev
            service:     openai
            value:       sk-…-two (version 2 of 2, 13 bytes)
            status:      active
            variable:    OPENAI_API_KEY
            note:        red \\u001b[31m
            meta a:      b
            created:     2026-11-21T12:00:00Z
            updated:     2026-11-21T12:00:00Z
            reference:   km://dev/openai
            """);
    world.run("show", "openai", "--json");
    assertThat(world.stdout()).contains("\"note\": \"red \\u001b[31m\"", "\"state\": \"retired\"");
  }

  @Test
  void history_and_rollback_work_on_versions() {
    world.run("history", "openai");
    assertThat(world.stdout())
        .isEqualTo(
            """
            VERSION  STATE    VALUE     BYTES  STORED
            #2       current  sk-…-two  13     2026-11-21T12:00:00Z
            #1       retired  sk-…-one  13     2026-11-21T12:00:00Z
            """);
    assertThat(world.run("rollback", "openai")).isZero();
    assertThat(world.stderr()).isEqualTo("openai in dev is #1 again\n");
    assertThat(world.engine.value("dev", "openai")).isEqualTo("sk-canary-one");
    world.run("rollback", "openai", "--to", "2", "--json");
    assertThat(world.stdout()).contains("\"version\": 2");
    world.run("history", "openai", "--json");
    assertThat(world.stdout()).contains("\"schema\": \"keymaster/history/1\"", "\"number\": 1");
  }

  @Test
  void remove_asks_first() {
    world.attended("n", "y");
    assertThat(world.run("rm", "openai")).isEqualTo(5);
    assertThat(world.terminal.prompts).containsExactly("Remove openai in dev? [y/N] ");
    assertThat(world.engine.has("dev", "openai")).isTrue();
    assertThat(world.run("rm", "openai")).isZero();
    assertThat(world.engine.has("dev", "openai")).isFalse();
  }

  @Test
  void purge_says_that_it_is_for_good() {
    world.attended("y");
    assertThat(world.run("remove", "openai", "--purge")).isZero();
    assertThat(world.terminal.prompts).containsExactly("Destroy openai in dev for good? [y/N] ");
    assertThat(world.engine.events.getLast().detail()).isEqualTo("purged");
  }

  @Test
  void remove_without_anybody_to_ask_needs_yes() {
    assertThat(world.run("remove", "openai")).isEqualTo(4);
    assertThat(world.stderr()).endsWith("hint: --yes says so in advance\n");
    assertThat(world.run("remove", "openai", "km://prod/openai", "--yes", "--json")).isZero();
    assertThat(world.stdout()).contains("[\"km://dev/openai\", \"km://prod/openai\"]");
    assertThat(world.engine.stored).hasSize(1);
  }

  @Test
  void remove_of_a_version_destroys_only_that() {
    assertThat(world.run("delete", "openai#1", "-y")).isZero();
    assertThat(world.engine.record("dev", "openai").versions().getFirst().state())
        .isEqualTo(VersionState.DESTROYED);
    assertThat(world.run("get", "openai")).isZero();
  }

  @Test
  void audit_shows_the_newest_events() {
    world.run("get", "openai");
    world.run("get", "hook");
    assertThat(world.run("audit", "--last", "1")).isZero();
    assertThat(world.stdout())
        .isEqualTo(
            """
            NO  TIME                  WHAT    SUBJECT        PROGRAM        DETAIL
            1   2026-11-21T12:00:00Z  reveal  km://dev/hook  keymaster[42]
            """);
    assertThat(world.run("audit", "show", "--json")).isZero();
    assertThat(world.stdout())
        .contains("\"schema\": \"keymaster/events/1\"", "\"kind\": \"reveal\"", "\"pid\": 42");
  }
}
