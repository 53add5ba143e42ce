package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs that tell what is known about providers. */
class ProviderVerbsTests {
  private final FakeWorld world;

  ProviderVerbsTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
  }

  @Test
  void list_is_one_name_per_line_away_from_a_terminal() {
    assertThat(world.run("providers", "list")).isZero();
    assertThat(world.stdout().lines()).hasSizeGreaterThanOrEqualTo(18);
    assertThat(world.stdout()).startsWith("openrouter\nopenai\nanthropic\n");
    assertThat(world.enginesMade).isZero();
  }

  @Test
  void a_provider_of_ones_own_is_known_like_the_others() {
    String url = "https://api.acme.example/v1";
    assertThat(
            world.run("providers", "add", "acme", "--base-url", url, "--variable", "ACME_API_KEY"))
        .isZero();
    assertThat(world.run("providers", "show", "acme", "--json")).isZero();
    assertThat(world.stdout())
        .contains("\"base_url\": \"" + url + "\"")
        .contains("\"builtin\": false");
    world.run("providers", "list");
    assertThat(world.stdout()).startsWith("openrouter\n").endsWith("\nacme\n");
    assertThat(world.run("providers", "add", "acme", "--base-url", url, "--variable", "A"))
        .isEqualTo(6);
    assertThat(world.run("providers", "add", "openai", "--base-url", url, "--variable", "A"))
        .isEqualTo(6);
    assertThat(
            world.run("providers", "add", "b", "--base-url", "http://b.example", "--variable", "B"))
        .isEqualTo(2);
  }

  @Test
  void list_is_a_table_on_a_terminal() {
    world.attended();
    assertThat(world.run("providers")).isZero();
    assertThat(world.stdout().lines().findFirst().orElse(""))
        .matches("NAME +PROVIDER +MINT +REVOKE +USAGE +VARIABLE");
    assertThat(world.stdout())
        .containsPattern("(?m)^openai +OpenAI +yes +yes +yes +OPENAI_API_KEY$");
    world.run("providers", "list", "--plain");
    assertThat(world.stdout()).startsWith("openrouter\nopenai\n");
  }

  @Test
  void list_as_json_holds_all_that_show_tells() {
    assertThat(world.run("providers", "list", "--json")).isZero();
    assertThat(world.stdout())
        .startsWith("{\n  \"schema\": \"keymaster/providers/1\",\n")
        .contains("\"verify_admin\": \"GET /organization/admin_api_keys?limit=1\"")
        .contains("\"verify\": null");
  }

  @Test
  void show_tells_how_keys_look_and_where_they_are_made() {
    assertThat(world.run("providers", "show", "openai")).isZero();
    assertThat(world.stdout())
        .contains("keys at:      https://platform.openai.com/api-keys\n")
        .contains("key 1:        project: sk-proj-…, 124 to 164 bytes\n")
        .contains("admin: sk-admin-…, 125 to 165 bytes, not for programs\n")
        .contains("OPENAI_ADMIN_KEY (admin), OPENAI_ORG_ID (setting)")
        .contains("verify:       GET /models\n")
        .contains("mint:         yes, service accounts of a project, with an admin key\n");
    world.run("providers", "show", "aws");
    assertThat(world.stdout()).contains("access-key-id: AKIA…, 20 bytes, no secret\n");
    world.run("providers", "show", "perplexity");
    assertThat(world.stdout()).doesNotContain("verify").containsPattern("(?m)^mint: +no");
  }

  @Test
  void show_as_json_names_its_schema() {
    assertThat(world.run("providers", "show", "anthropic", "--json")).isZero();
    assertThat(world.stdout())
        .startsWith("{\n  \"schema\": \"keymaster/provider/1\",\n  \"name\": \"anthropic\",\n")
        .contains("\"role\": \"admin\"");
  }

  @ParameterizedTest
  @CsvSource({
    "openia,  3, did you mean openai?",
    "zzz,     3, keymaster providers list",
    "Open.AI, 2, ''",
  })
  void unknown_provider_is_not_found(String name, int code, String hint) {
    assertThat(world.run("providers", "show", name)).isEqualTo(code);
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).contains(hint);
  }

  @Test
  void key_in_place_of_a_provider_is_never_repeated() {
    String key = "sk-" + "or-v1-" + "0a".repeat(32);
    assertThat(world.run("providers", "show", key)).isEqualTo(2);
    assertThat(world.stderr())
        .startsWith("keymaster: that is a key, not the name of a provider\n")
        .doesNotContain("0a0a");
  }
}
