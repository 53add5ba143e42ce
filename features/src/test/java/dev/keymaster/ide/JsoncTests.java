package dev.keymaster.ide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsoncTests {
  private static final String THEIRS =
      """
      // my settings
      {
          "editor.fontSize": 14, /* big */
          "a": { "b": [1, 2] }, // kept
          "s": "with \\" and // no comment",
      }
      """;

  @Test
  void A6_what_is_added_leaves_all_else_as_it_was() {
    String next = Jsonc.of(THEIRS).with("true", "x").withItem("3", "a", "b").text();
    assertThat(next)
        .isEqualTo(
            THEIRS
                .replace("[1, 2]", "[1, 2, 3]")
                .replace("no comment\",\n", "no comment\",\n    \"x\": true\n"));
  }

  @Test
  void A6_what_is_there_is_never_written_over() {
    String text = Jsonc.of(THEIRS).with("20", "editor.fontSize").withItem("2", "a", "b").text();
    assertThat(text).isEqualTo(THEIRS);
  }

  @Test
  void A6_a_comment_stays_with_what_it_is_about() {
    assertThat(Jsonc.of("{\n  \"a\": 1 // one\n}\n").with("2", "b").text())
        .isEqualTo("{\n  \"a\": 1, // one\n  \"b\": 2\n}\n");
    assertThat(Jsonc.of("{\n  \"a\": 1, // one\n}\n").with("2", "b").text())
        .isEqualTo("{\n  \"a\": 1, // one\n  \"b\": 2\n}\n");
  }

  @Test
  void A6_objects_are_made_as_far_as_they_are_missing() {
    assertThat(Jsonc.of("").with("1", "a", "b", "c").text())
        .isEqualTo("{\n  \"a\": { \"b\": { \"c\": 1 } }\n}\n");
    assertThat(Jsonc.of("{ // none yet\n}").with("1", "a").text())
        .isEqualTo("{ // none yet\n  \"a\": 1\n}");
    assertThat(Jsonc.of("{\"a\":1}").with("2", "b").text()).isEqualTo("{\"a\":1, \"b\": 2}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}\n", "{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n}\n", "{\n  \"l\": [1]\n}\n"})
  void A6_what_was_added_can_be_taken_away(String before) {
    Jsonc changed = Jsonc.of(before).with("{ \"p\": [] }", "x").withItem("7", "l");
    Jsonc back = changed.withoutItem("7", "l").without("[]", "l").without("{ \"p\": [] }", "x");
    assertThat(back.text().replaceAll("\\s|,(?=\\s*})", ""))
        .isEqualTo(before.replaceAll("\\s|,(?=\\s*})", ""));
    assertThat(back.without("other", "a").text()).isEqualTo(back.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "{", "{\"a\"}", "{\"a\":}", "{a: 1}", "{} {}", "{\"a\":1 \"b\":2}", "\""})
  void A6_what_is_no_object_is_refused(String broken) {
    assertThatThrownBy(() -> Jsonc.of(broken))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("line 1");
  }

  @Test
  void A6_settings_that_nest_without_end_are_refused() {
    assertThatThrownBy(() -> Jsonc.of("{\"a\":" + "[".repeat(1 << 20)))
        .isInstanceOf(KeymasterException.class);
  }
}
