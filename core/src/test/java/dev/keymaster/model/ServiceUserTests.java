package dev.keymaster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceUserTests {
  private static KeyRef ref(String service, String user) {
    return new ServiceUser(new ServiceName(service), user).ref();
  }

  @Test
  void E1_a_pair_has_one_key_of_its_own() {
    assertThat(ref("openai", "ada")).isEqualTo(ref("openai", "ada"));
    assertThat(ref("openai", "ada")).isNotEqualTo(ref("openai", "Ada"));
    assertThat(ref("openai", "ada").environment()).isEqualTo(ServiceUser.ENVIRONMENT);
  }

  @Test
  void E1_where_the_pair_is_cut_makes_a_difference() {
    assertThat(ref("ab", "c")).isNotEqualTo(ref("a", "bc"));
    assertThat(ref("a", "b.c")).isNotEqualTo(ref("a.b", "c"));
  }

  @Test
  void the_name_is_the_one_that_the_format_says() {
    // printf '\0\0\0\6openai\0\0\0\6global' | sha256sum
    assertThat(ref("openai", ServiceUser.GLOBAL).name().value())
        .isEqualTo("661a649fee4942e7b3e7d8f467b96b03f0b5c2aa5eb86350ec26a4774a277a0a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\u0000", "\u202eevil"})
  void a_user_that_cannot_be_printed_is_refused(String user) {
    assertThatThrownBy(() -> ref("openai", user))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.USAGE));
  }

  @Test
  void a_user_has_at_most_256_characters() {
    assertThat(ref("openai", "u".repeat(256)).name().value()).hasSize(64);
    assertThatThrownBy(() -> ref("openai", "u".repeat(257)))
        .hasMessage("a user has 1 to 256 characters");
  }

  @Test
  void reserved_environments_are_told_from_those_of_people() {
    assertThat(ServiceUser.isReserved(ServiceUser.ENVIRONMENT)).isTrue();
    assertThat(ServiceUser.isReserved(new EnvironmentName("km"))).isFalse();
    assertThat(ServiceUser.isReserved(EnvironmentName.DEFAULT)).isFalse();
  }
}
