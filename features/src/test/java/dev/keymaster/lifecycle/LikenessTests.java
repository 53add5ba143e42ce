package dev.keymaster.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.providers.IssuedId;
import dev.keymaster.providers.IssuedKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikenessTests {
  private static IssuedKey key(String id, String hint) {
    return new IssuedKey(new IssuedId(Map.of("key", id)), "", hint, true, null, null, null);
  }

  @ParameterizedTest
  @CsvSource({
    "sk-canary-...0123, true",
    "sk-canary-…0123, true",
    "sk-canary-***0123, true",
    "sk-canary-abcd...0123, true",
    "sk-canary-abcdef...f0123, false",
    "sk-canary-...9999, false",
    "xx-canary-...0123, false",
    "sk-...0123, false",
    "sk-canary-...123, false",
    "sk-canary-abcd0123, false",
    "'', false"
  })
  void a_key_is_told_by_what_its_provider_shows_of_it(String hint, boolean alike) {
    try (Secret value = Trial.secret("sk-canary-abcdef0123")) {
      assertThat(Likeness.find(List.of(key("1", hint)), value).isPresent()).isEqualTo(alike);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sk-canary-...0123, true",
    "sk-c...123, true",
    "********0123, true",
    "…0123, true",
    "sk-c...129, false",
    "sk-x...123, false",
    "********9999, false",
    "AKIACANARY0000000000, true",
    "'', true"
  })
  void a_value_is_plainly_another_if_it_does_not_look_so(String hint, boolean possible) {
    try (Secret value = Trial.secret("sk-canary-abcdef0123")) {
      assertThat(Likeness.isPossible(hint, value)).isEqualTo(possible);
    }
  }

  @Test
  void of_two_that_are_alike_it_is_none() {
    IssuedKey one = key("1", "sk-canary-...0123");
    try (Secret value = Trial.secret("sk-canary-abcdef0123")) {
      assertThat(Likeness.find(List.of(one, key("2", "sk-canary-...f0123")), value)).isEmpty();
      assertThat(Likeness.find(List.of(key("3", "sk-canary-...9999"), one), value)).contains(one);
      assertThat(Likeness.find(List.of(), value)).isEmpty();
    }
  }
}
