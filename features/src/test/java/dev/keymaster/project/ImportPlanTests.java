package dev.keymaster.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.catalogue.Catalogue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportPlanTests {
  private static final String CANARY = "sk-canary-00aa11bb22cc33dd44ee55ff66";
  private final Catalogue catalogue = Catalogue.builtin();

  private List<String> plan(String text, ImportPlan.Choice choice) {
    try (Dotenv dotenv = Dotenv.parse(text.getBytes(UTF_8), ".env")) {
      return ImportPlan.of(dotenv, catalogue, choice).stream().map(ImportPlanTests::say).toList();
    }
  }

  private List<String> plan(String text) {
    return plan(text, ImportPlan.Choice.KEYS);
  }

  private static String say(ImportItem item) {
    return switch (item) {
      case ImportItem.Key(var entry, var name, var service) ->
          entry.name() + " -> " + name + " of " + service;
      case ImportItem.Reference(var entry, var ref) -> entry.name() + " is " + ref;
      case ImportItem.Skipped(var entry, var reason) -> entry.name() + ": " + reason;
      case ImportItem.Foreign(var entry, var to) -> entry.name() + " refers to " + to;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI_API_KEY, openai, openai",
    "ANTHROPIC_API_KEY, anthropic, anthropic",
    "GEMINI_API_KEY, google, google",
    "GOOGLE_API_KEY, google-api-key, google",
    "AWS_SECRET_ACCESS_KEY, aws, aws",
    "AWS_ACCESS_KEY_ID, aws-access-key-id, aws",
    "GH_TOKEN, gh-token, github",
    "MY_SERVICE_API_KEY, my-service-api-key, custom",
    "STRIPE_SECRET, stripe-secret, custom",
    "DB_PASSWORD, db-password, custom",
    "_token, token, custom"
  })
  void variables_of_keys_are_mapped(String variable, String name, String service) {
    assertThat(plan(variable + "=" + CANARY))
        .containsExactly(variable + " -> " + name + " of " + service);
  }

  @Test
  void value_that_looks_like_a_key_is_one_whatever_its_variable() {
    String key = "gsk" + "_" + "Ab3".repeat(17) + "x";
    assertThat(plan("LLM=" + key)).containsExactly("LLM -> llm of groq");
  }

  @ParameterizedTest
  @CsvSource({
    "PORT=3000, PORT: does not look like a key",
    "MONKEY=banana, MONKEY: does not look like a key",
    "OPENAI_BASE_URL=http://localhost, 'OPENAI_BASE_URL: a setting of OpenAI, no key'",
    "OPENAI_API_KEY=, OPENAI_API_KEY: no value",
    "OPENAI_API_KEY=your-api-key-here, OPENAI_API_KEY: a placeholder",
    "OPENAI_API_KEY=<key>, OPENAI_API_KEY: a placeholder",
    "A_TOKEN=xxxxxx, A_TOKEN: a placeholder",
    "A_TOKEN=changeme, A_TOKEN: a placeholder",
    "A_TOKEN=x${B}, A_TOKEN refers to a variable or a command",
    "A_TOKEN=$(pass show a), A_TOKEN refers to a variable or a command",
    "A_TOKEN=op://vault/item/f, 'A_TOKEN refers to a 1Password item: op read prints it'",
    "A_TOKEN=km://nothing, A_TOKEN: not a key reference"
  })
  void what_is_no_key_is_left_out_with_a_reason(String line, String said) {
    assertThat(plan(line)).containsExactly(said);
  }

  @Test
  void variables_that_command_programs_are_never_taken_over() {
    assertThat(plan("NODE_OPTIONS=--require=./evil.js\nLD_PRELOAD=x.so\n", ImportPlan.Choice.ALL))
        .containsExactly(
            "NODE_OPTIONS: decides what programs do, no key",
            "LD_PRELOAD: decides what programs do, no key");
  }

  @Test
  void dollar_in_literal_quotes_is_part_of_the_key() {
    assertThat(plan("A_TOKEN='a${b}c'")).containsExactly("A_TOKEN -> a-token of custom");
  }

  @Test
  void references_are_recognised() {
    assertThat(plan("OPENAI_API_KEY=km://prod/openai\nX=km://dev/a/b#2\n"))
        .containsExactly("OPENAI_API_KEY is km://prod/openai", "X is km://dev/a/b#2");
  }

  @Test
  void all_takes_settings_too_but_nothing_empty() {
    assertThat(plan("PORT=3000\nOPENAI_ORG_ID=org-1\nE=\n", ImportPlan.Choice.ALL))
        .containsExactly(
            "PORT -> port of custom", "OPENAI_ORG_ID -> openai-org-id of openai", "E: no value");
  }

  @Test
  void last_assignment_wins_and_twins_are_named() {
    assertThat(plan("A_KEY=1\nA_KEY=2\na_key=3\n"))
        .containsExactly(
            "A_KEY: set again in line 2",
            "A_KEY -> a-key of custom",
            "a_key: same name as the key of line 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"__=x", "_=x"})
  void names_without_letters_get_one(String line) {
    assertThat(plan(line, ImportPlan.Choice.ALL))
        .allMatch(said -> said.endsWith("-> unnamed of custom"));
  }

  @Test
  void item_74_the_same_file_gives_the_same_plan() {
    String file = "OPENAI_API_KEY=" + CANARY + "\nGH_TOKEN=" + CANARY + "\nPORT=1\n";
    assertThat(plan(file)).isEqualTo(plan(file)).hasSize(3);
  }
}
