package dev.keymaster.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.ServiceName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTests {
  private final Catalogue catalogue = Catalogue.builtin();

  @Test
  void knows_the_eighteen_providers() {
    assertThat(catalogue.providers())
        .extracting(provider -> provider.name().value())
        .containsExactlyInAnyOrder(
            "openrouter",
            "openai",
            "anthropic",
            "stability",
            "google",
            "aws",
            "azure-openai",
            "huggingface",
            "mistral",
            "xai",
            "elevenlabs",
            "groq",
            "cohere",
            "deepseek",
            "together",
            "replicate",
            "github",
            "perplexity");
  }

  @Test
  void every_provider_has_the_facts_that_commands_rely_on() {
    for (Provider provider : catalogue.providers()) {
      assertThat(provider.title()).isNotBlank();
      assertThat(provider.kinds()).isNotEmpty();
      assertThat(provider.variables()).isNotEmpty();
      assertThat(provider.variables().getFirst().role()).isEqualTo(Variable.Role.KEY);
      assertThat(provider.baseUrl()).startsWith("https://").doesNotEndWith("/");
      assertThat(provider.headers()).isNotEmpty().allMatch(header -> header.contains(": "));
      assertThat(provider.console()).startsWith("https://");
      assertThat(provider.source()).isNotBlank();
    }
  }

  @Test
  void every_verify_call_but_the_unresearched_one_is_known() {
    List<String> without = new ArrayList<>();
    for (Provider provider : catalogue.providers()) {
      Call verify = provider.verify();
      if (verify == null) {
        without.add(provider.name().value());
      } else {
        assertThat(verify.method()).isIn("GET", "POST");
        assertThat(verify.path()).startsWith("/");
      }
    }
    assertThat(without).containsExactly("perplexity");
  }

  @Test
  void no_line_of_the_file_goes_unread() {
    Set<String> known =
        Set.of(
            "title",
            "key",
            "variable",
            "base",
            "auth",
            "admin-base",
            "admin-auth",
            "order-needs",
            "order-takes",
            "settles",
            "verify",
            "verify-admin",
            "valid",
            "account",
            "invalid",
            "admin-valid",
            "admin-account",
            "admin-invalid",
            "tls",
            "does",
            "mint",
            "revoke",
            "usage",
            "console",
            "docs",
            "unconfirmed",
            "provider");
    for (String line : CatalogueText.builtin().split("\n", -1)) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        assertThat(known).contains(line.substring(0, line.indexOf(' ')));
      }
    }
  }

  @Test
  void facts_of_one_provider_read_as_they_are_written() {
    Provider openai = catalogue.provider(new ServiceName("openai")).orElseThrow();
    assertThat(openai.title()).isEqualTo("OpenAI");
    assertThat(openai.baseUrl()).isEqualTo("https://api.openai.com/v1");
    assertThat(openai.headers()).containsExactly("Authorization: Bearer {key}");
    assertThat(openai.verify()).isEqualTo(new Call("GET", "/models"));
    assertThat(openai.verifyAdmin())
        .isEqualTo(new Call("GET", "/organization/admin_api_keys?limit=1"));
    assertThat(openai.mint().supported()).isTrue();
    assertThat(openai.mint().condition()).contains("service accounts");
    assertThat(openai.kinds())
        .extracting(KeyKind::name)
        .containsExactly("project", "service-account", "service", "admin", "legacy");
    KeyKind project = openai.kinds().getFirst();
    assertThat(project.prefix()).isEqualTo("sk-proj-");
    assertThat(project.least()).isEqualTo(124);
    assertThat(project.most()).isEqualTo(164);
    assertThat(project).hasToString("openai/project");
    assertThat(openai.unconfirmed()).hasSize(1);
  }

  @Test
  void capabilities_say_no_where_the_provider_has_no_call() {
    Provider anthropic = catalogue.provider(new ServiceName("anthropic")).orElseThrow();
    assertThat(anthropic.mint()).isEqualTo(new Capability(false, "the console only"));
    assertThat(anthropic.revoke().supported()).isTrue();
    Provider google = catalogue.provider(new ServiceName("google")).orElseThrow();
    assertThat(google.usage()).isEqualTo(new Capability(false, ""));
    Provider groq = catalogue.provider(new ServiceName("groq")).orElseThrow();
    assertThat(groq.verifyAdmin()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "openai, OPENAI_API_KEY",
    "anthropic, ANTHROPIC_API_KEY",
    "stability, STABILITY_API_KEY",
    "openrouter, OPENROUTER_API_KEY",
    "google, GEMINI_API_KEY",
    "aws, AWS_SECRET_ACCESS_KEY",
    "azure-openai, AZURE_OPENAI_API_KEY",
    "huggingface, HF_TOKEN",
    "cohere, CO_API_KEY",
    "replicate, REPLICATE_API_TOKEN",
    "github, GITHUB_TOKEN",
    "my-own.thing, KEY_OF_IT",
    "custom, KEY_OF_IT"
  })
  void a_key_becomes_the_variable_that_programs_read(String service, String variable) {
    KeyName key = new KeyName("key-of.it");
    assertThat(catalogue.variableFor(new ServiceName(service), key)).isEqualTo(variable);
    assertThat(variable).matches("[A-Za-z_][A-Za-z0-9_]{0,127}");
  }

  @ParameterizedTest
  @CsvSource({
    "webhook-secret, WEBHOOK_SECRET",
    "db/main.password, DB_MAIN_PASSWORD",
    "Mixed_Case-1, MIXED_CASE_1",
    "11labs, _11LABS",
    "x, X"
  })
  void a_key_of_an_unknown_service_becomes_its_own_name_in_capitals(String key, String variable) {
    assertThat(catalogue.variableFor(ServiceName.CUSTOM, new KeyName(key))).isEqualTo(variable);
    assertThat(variable).matches("[A-Za-z_][A-Za-z0-9_]{0,127}");
  }

  @Test
  void first_variable_is_the_same_however_it_is_asked_for() {
    for (Provider provider : catalogue.providers()) {
      assertThat(provider.variable())
          .isEqualTo(catalogue.variableFor(provider.name(), new KeyName("x")));
    }
  }

  @Test
  void unknown_service_has_no_provider() {
    assertThat(catalogue.provider(new ServiceName("nobody"))).isEmpty();
  }

  @Test
  void variables_lead_to_their_provider_and_role() {
    VariableUse use = catalogue.variable("OPENAI_BASE_URL").orElseThrow();
    assertThat(use.provider().name()).isEqualTo(new ServiceName("openai"));
    assertThat(use.variable().role()).isEqualTo(Variable.Role.ADDRESS);
    assertThat(catalogue.variable("OPENAI_ORG_ID").orElseThrow().variable().role())
        .isEqualTo(Variable.Role.SETTING);
    assertThat(catalogue.variable("OPENAI_ADMIN_KEY").orElseThrow().variable().role())
        .isEqualTo(Variable.Role.ADMIN);
    assertThat(catalogue.variable("openai_api_key")).isEmpty();
  }

  @Test
  void a_provider_has_one_address_and_says_so() {
    Map<String, String> addresses = new TreeMap<>();
    for (Provider provider : catalogue.providers()) {
      for (Variable variable : provider.variables()) {
        boolean named = variable.name().matches(".*_(URL|API_BASE|ENDPOINT)");
        assertThat(variable.role() == Variable.Role.ADDRESS).as(variable.name()).isEqualTo(named);
        if (named) {
          assertThat(addresses.put(provider.name().value(), variable.name())).isNull();
          assertThat(variable.isSetting()).isTrue();
          assertThat(provider.addressVariable()).hasValue(variable.name());
        }
      }
    }
    assertThat(addresses)
        .containsEntry("openai", "OPENAI_BASE_URL")
        .containsEntry("cohere", "CO_API_URL")
        .hasSize(8);
    assertThat(catalogue.provider(new ServiceName("mistral")).orElseThrow().addressVariable())
        .isEmpty();
  }

  @Test
  void no_variable_belongs_to_two_providers() {
    Set<String> seen = new HashSet<>();
    for (Provider provider : catalogue.providers()) {
      provider.variables().forEach(variable -> assertThat(seen.add(variable.name())).isTrue());
    }
  }

  @Test
  void a_section_without_a_needed_line_is_our_mistake() {
    Catalogue broken = Catalogue.of("\nprovider x\ntitle X\n");
    assertThatThrownBy(() -> broken.variableFor(new ServiceName("x"), new KeyName("x")))
        .isInstanceOf(BugException.class)
        .hasMessage("provider x lacks variable");
  }
}
