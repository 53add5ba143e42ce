package dev.keymaster.project;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@RevealsSecret("tests compare bytes")
class TemplateTests {
  private static Template parse(String text) {
    return Template.parse(text.getBytes(UTF_8), "t", new EnvironmentName("here"));
  }

  /** What is made of it if each value is its reference in brackets. */
  private static String filled(String text) {
    Template template = parse(text);
    List<Secret> values =
        template.places().stream()
            .map(place -> Secret.copyOf(("[" + place.ref() + "]").getBytes(UTF_8)))
            .toList();
    return new String(template.filled(values), UTF_8);
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void SP_attack_a_reference_with_a_mebibyte_of_blanks_takes_no_longer_than_others() {
    String blanks = " ".repeat(1 << 20);
    assertThatThrownBy(() -> parse("{{ km://dev/x" + blanks)).hasMessageContaining("never closed");
    assertThat(filled("{{ km://dev/x" + blanks + "}}")).isEqualTo("[km://dev/x]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: km://dev/x                 | a: [km://dev/x]",
        "a: 'km://dev/x#12'            | a: '[km://dev/x#12]'",
        "km://dev/a/b.c-d_e            | [km://dev/a/b.c-d_e]",
        "km://dev/x?field=id           | [km://dev/x?field=id]",
        "km://dev/x#2?field=id&y       | [km://dev/x#2?field=id]&y",
        "km://dev/x?other=1            | [km://dev/x]?other=1",
        "u:km://dev/x@host             | u:[km://dev/x]@host",
        "{{ km://dev/x }}y             | [km://dev/x]y",
        "{{km://dev/x#3}}{{km://a/b}}  | [km://dev/x#3][km://a/b]",
        "km://./x                      | [km://here/x]",
        "\\km://dev/x                  | km://dev/x",
        "\\{{ km://dev/x }}            | {{ km://dev/x }}",
        "\\op://a/b and op             | op://a/b and op",
        "\\\\{{ km://dev/x }}          | \\{{ km://dev/x }}",
        "${X} $X {{ x }} ${{ y }} %z%  | ${X} $X {{ x }} ${{ y }} %z%",
        "xkm://dev/x shop://x km:/ km  | xkm://dev/x shop://x km:/ km",
        "'# km://dev/x #2'             | # [km://dev/x] #2",
      })
  void A5_references_are_found_and_all_else_is_copied(String template, String filled) {
    assertThat(filled(template)).isEqualTo(filled);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "km://",
        "km://dev",
        "km://dev/",
        "km://DEV/x",
        "km://dev/x#",
        "km://dev/x#two",
        "km://dev/x#0",
        "km://dev//x",
        "km://${ENV}/x",
        "{{ km://dev/x y }}",
        "{{ km://dev/x?fields=id }}",
        "{{ km://dev/x }",
        "op://vault/item/field",
        "{{ op://vault/item/field }}",
      })
  void A5_what_is_no_reference_is_refused_with_its_line(String text) {
    assertThatThrownBy(() -> parse("km://dev/x\r\n\n " + text))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> {
              assertThat(e.code()).isEqualTo(KeymasterException.Code.USAGE);
              assertThat(e).hasMessageStartingWith("t line 3: ");
              assertThat(e.hint()).isNotEmpty();
            });
  }

  @Test
  void the_reference_of_another_tool_is_named_as_that() {
    assertThatThrownBy(() -> parse("a\nop://v/i/f"))
        .hasMessageContaining("another tool, 1Password");
    assertThatThrownBy(() -> parse("km://${ENV}/x"))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.hint()).contains("km://./NAME"));
  }

  @Test
  void places_know_their_lines() {
    assertThat(parse("\nkm://dev/a\n\\km://\n{{ km://dev/b }} km://dev/a#2").places())
        .extracting(place -> place.line() + " " + place.ref())
        .containsExactly("2 km://dev/a", "4 km://dev/b", "4 km://dev/a#2");
  }

  @Test
  void A5_bytes_around_and_in_values_stay_as_they_are() {
    Random random = new Random(20261129);
    for (int round = 0; round < 200; round++) {
      byte[] around = new byte[random.nextInt(40)];
      random.nextBytes(around);
      String raw = new String(around, ISO_8859_1).replace("{", "").replace("\\", "");
      byte[] value = new byte[random.nextInt(40)];
      random.nextBytes(value);
      byte[] bytes = (raw + " km://dev/x " + raw).getBytes(ISO_8859_1);
      Template template = Template.parse(bytes, "t", new EnvironmentName("here"));
      assertThat(template.filled(List.of(Secret.copyOf(value))))
          .isEqualTo((raw + " " + new String(value, ISO_8859_1) + " " + raw).getBytes(ISO_8859_1));
    }
  }
}
