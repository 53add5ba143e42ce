package dev.keymaster.catalogue;

import static dev.keymaster.catalogue.SampleKeys.body;
import static dev.keymaster.catalogue.SampleKeys.bytes;
import static dev.keymaster.catalogue.SampleKeys.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecognitionTests {
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
  private final Catalogue catalogue = Catalogue.builtin();

  private List<String> names(String value) {
    return catalogue.recognise(bytes(value)).stream()
        .map(found -> found.kind().toString())
        .toList();
  }

  @Nested
  class Kinds {
    @Test
    void every_distinct_kind_is_recognised_first_and_exactly() {
      SampleKeys.distinct()
          .forEach((kind, sample) -> {
            Recognised first = catalogue.recognise(bytes(sample)).getFirst();
            assertThat(first.kind()).hasToString(kind);
            assertThat(first.exact()).isTrue();
          });
    }

    @Test
    void samples_cover_every_kind_that_is_more_than_a_guess() {
      Set<String> kinds = new HashSet<>();
      for (Provider provider : catalogue.providers()) {
        for (KeyKind kind : provider.kinds()) {
          if (kind.evidence() != KeyKind.Evidence.GUESS) {
            kinds.add(kind.toString());
          }
        }
      }
      assertThat(kinds).isEqualTo(SampleKeys.distinct().keySet());
    }

    @Test
    void no_distinct_kind_is_taken_for_another_provider() {
      SampleKeys.distinct()
          .forEach((kind, sample) ->
              assertThat(catalogue.recognise(bytes(sample)))
                  .allMatch(found -> kind.startsWith(found.kind().service().value() + "/")));
    }

    @Test
    void bare_sk_keys_are_guesses_in_which_several_may_answer() {
      assertThat(names("sk-" + body(LOWER, 32))).containsExactly("deepseek/api");
      assertThat(names("sk-" + body(LOWER, 48))).containsExactly("stability/api");
      assertThat(names(body("0123456789abcdef", 32)))
          .containsExactlyInAnyOrder("azure-openai/api", "mistral/api", "elevenlabs/old");
      assertThat(names(body(LOWER, 40))).containsExactlyInAnyOrder("aws/secret", "cohere/api");
    }

    @Test
    void changed_forms_are_recognised_by_a_telling_prefix() {
      Recognised longer = catalogue.recognise(bytes("sk-proj-" + body(LOWER, 300))).getFirst();
      assertThat(longer.kind()).hasToString("openai/project");
      assertThat(longer.exact()).isFalse();
      assertThat(names("sk-ant-" + "api07-" + body(LOWER, 60))).containsExactly("anthropic/other");
    }

    @Test
    void a_shared_prefix_on_another_form_says_nothing() {
      assertThat(names("sk_" + "live_" + body(LOWER, 24))).isEmpty();
      assertThat(names("AKIA" + body(LOWER, 30))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "sk", "sk-", "sk-proj-", "hello", "sk-canary-0123456789ab"})
    void short_or_unknown_values_are_nothing(String value) {
      assertThat(names(value)).isEmpty();
    }

    @Test
    void bytes_outside_ascii_fit_no_alphabet() {
      assertThat(names("hf" + "_" + body(LOWER, 33) + "\u00e9"))
          .containsExactly("huggingface/user");
      assertThat(catalogue.recognise(bytes("hf" + "_" + body(LOWER, 33) + "\u00e9")).getFirst())
          .extracting(Recognised::exact)
          .isEqualTo(false);
      assertThat(names(body(LOWER, 39) + "\u00e9")).isEmpty();
    }

    @Test
    void secrets_are_recognised_like_their_bytes_and_stay_open() {
      try (Secret value = secret(SampleKeys.of("groq/api"))) {
        assertThat(catalogue.recognise(value).getFirst().kind()).hasToString("groq/api");
        assertThat(value.length()).isEqualTo(56);
      }
    }
  }

  @Nested
  class Hints {
    private String hint(String value) {
      try (Secret secret = secret(value)) {
        return catalogue.hint(secret);
      }
    }

    @Test
    void show_the_prefix_that_names_the_kind_and_the_last_four() {
      assertThat(hint("sk-proj-" + body(LOWER, 100) + "3xYz")).isEqualTo("sk-proj-…3xYz");
      assertThat(hint("sk-or-v1-" + body(LOWER, 60) + "beef")).isEqualTo("sk-or-v1-…beef");
      assertThat(hint("sk-canary-" + body(LOWER, 28) + "00ff")).isEqualTo("sk-…00ff");
      assertThat(hint(body(LOWER, 36) + "0123")).isEqualTo("…0123");
    }

    @Test
    void every_sample_hides_at_least_twelve_bytes() {
      SampleKeys.distinct()
          .values()
          .forEach(sample ->
              assertThat(sample.length() - (hint(sample).length() - 1)).isGreaterThanOrEqualTo(12));
    }

    @Test
    void a_long_prefix_gives_way_to_a_shorter_one_on_a_short_value() {
      assertThat(hint("sk-ant-" + "admin01-" + "abcde")).isEqualTo("sk-…bcde");
    }

    @Test
    void short_values_show_nothing() {
      assertThat(hint("sk-proj-abcdefghijk")).hasSize(1).isEqualTo("…");
      assertThat(hint("")).isEqualTo("…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b", "\n", "\u0000", "\u007f", "\u00e9"})
    void unprintable_values_show_nothing(String odd) {
      assertThat(hint(body(LOWER, 30) + odd + "abc")).isEqualTo("…");
    }
  }

  @Nested
  class WrongKinds {
    private String warning(String service, String value) {
      try (Secret secret = secret(value)) {
        return catalogue.wrongKind(new ServiceName(service), secret).orElse("");
      }
    }

    @Test
    void a_key_of_another_provider_is_named() {
      assertThat(warning("openai", SampleKeys.of("anthropic/api")))
          .isEqualTo("looks like an Anthropic key, stored for openai");
      assertThat(warning("anthropic", SampleKeys.of("xai/api")))
          .isEqualTo("looks like an xAI key, stored for anthropic");
      assertThat(warning("stability", SampleKeys.of("groq/api")))
          .isEqualTo("looks like a Groq key, stored for stability");
    }

    @Test
    void every_provider_accepts_its_own_programs_keys_silently() {
      SampleKeys.distinct()
          .forEach((kind, sample) -> {
            Recognised first = catalogue.recognise(bytes(sample)).getFirst();
            if (first.kind().role() == KeyKind.Role.API) {
              assertThat(warning(first.kind().service().value(), sample)).isEmpty();
            }
          });
    }

    @Test
    void an_admin_key_is_warned_about_even_at_its_own_provider() {
      assertThat(warning("openai", SampleKeys.of("openai/admin")))
          .isEqualTo("looks like an OpenAI admin key, which programs should not have");
      assertThat(warning("custom", SampleKeys.of("anthropic/admin")))
          .isEqualTo("looks like an Anthropic admin key, which programs should not have");
    }

    @Test
    void a_key_id_is_not_the_secret() {
      assertThat(warning("aws", SampleKeys.of("aws/access-key-id")))
          .isEqualTo("looks like an Amazon Web Services key id, which is not the secret itself");
    }

    @Test
    void guesses_and_services_of_ones_own_are_never_warned_about() {
      assertThat(warning("openai", "sk-" + body(LOWER, 32))).isEmpty();
      assertThat(warning("openai", "sk-canary-0123456789abcdef0123")).isEmpty();
      assertThat(warning("my-proxy", SampleKeys.of("openai/project"))).isEmpty();
    }

    @Test
    void warnings_never_hold_the_value() {
      String sample = SampleKeys.of("openai/project");
      assertThat(warning("anthropic", sample)).doesNotContain(sample.substring(10, 20));
    }
  }
}
