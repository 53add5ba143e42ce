package dev.keymaster.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTests {
  private static String show(Yaml.Node node) {
    return switch (node) {
      case Yaml.Text text -> text.value();
      case Yaml.Items items -> items.items().stream().map(YamlTests::show).toList().toString();
      case Yaml.Fields fields -> {
        StringBuilder all = new StringBuilder("{");
        fields
            .fields()
            .forEach((k, v) -> all.append(k).append(':').append(show(v.value())).append(';'));
        yield all + "}";
      }
    };
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> Yaml.parse(text, "f.yaml"))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> {
              assertThat(e).hasMessageContaining(message);
              assertThat(e.code()).isEqualTo(KeymasterException.Code.USAGE);
            });
  }

  @Test
  void maps_lists_and_text() {
    assertThat(show(Yaml.parse("a: 1\nb: [x, 'y']\nc:\n  d: \"z\"\n  e:\n", "f.yaml")))
        .isEqualTo("{a:1;b:[x, y];c:{d:z;e:;};}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# only a comment\n", "---\n", "---\n...\n"})
  void an_empty_document_is_an_empty_map(String text) {
    assertThat(Yaml.parse(text, "f.yaml").fields()).isEmpty();
  }

  @Test
  void nothing_but_text_is_made_of_values() {
    assertThat(show(Yaml.parse("a: true\nb: 0x1f\nc: null\nd: 1e999\ne: .nan\n", "f.yaml")))
        .isEqualTo("{a:true;b:0x1f;c:null;d:1e999;e:.nan;}");
  }

  @Test
  @Timeout(20)
  void item_67_billion_laughs_is_refused_at_its_first_line() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [lol]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
    }
    refused(bomb.toString(), "f.yaml line 1: an anchor or alias");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: !!java.net.URL [x]|f.yaml line 1: a tag",
        "a: !!javax.script.ScriptEngineManager {}|f.yaml line 1: a tag",
        "a: !mine x|f.yaml line 1: a tag",
        "!!map {a: b}|f.yaml line 1: a tag",
        "a: &x 1|f.yaml line 1: an anchor or alias",
        "a: *x|f.yaml line 1: an anchor or alias",
        "? [a]: b|f.yaml line 1: a key that is not plain text",
        "? {a: b} : c|f.yaml line 1: a key that is not plain text",
        "- a|f.yaml line 1: not a map at the top",
        "just text|f.yaml line 1: not a map at the top",
        "a: [|f.yaml line",
        "a: {|f.yaml line",
        "a: \"|f.yaml line 1: not YAML",
        "a: b: c|f.yaml line 1: not YAML",
        "%FOO|f.yaml line",
        "a: @b|f.yaml line 1: not YAML"
      })
  void forms_that_no_settings_need_are_refused(String text, String message) {
    refused(text, message);
  }

  @Test
  void lines_are_counted_from_one() {
    refused("a: 1\n\n# x\nb: !t 2\n", "f.yaml line 4: a tag");
    refused("a: 1\nb:\n\t- 2\n", "f.yaml line 3: not YAML");
    refused("a: 1\r\nb: 2\r\na: 3\r\n", "f.yaml line 3: 'a' stands here twice");
  }

  @Test
  void second_document_is_refused() {
    refused("a: 1\n---\nb: 2\n", "f.yaml line 3: a second document");
  }

  @Test
  @Timeout(20)
  void item_68_deep_nesting_is_refused() {
    refused("a: " + "[".repeat(100_000), "f.yaml line 1: too much nested or too long");
    refused("a: " + "{b: ".repeat(50_000), "f.yaml line 1: too much nested or too long");
  }

  @Test
  void very_many_values_are_refused() {
    refused("a: [" + "x, ".repeat(10_001) + "]", "too much nested or too long");
  }

  @Test
  void text_beyond_a_megabyte_is_refused() {
    refused("a: " + "x".repeat(1 << 20), "f.yaml");
  }

  @Test
  void other_encodings_are_refused() {
    assertThatThrownBy(() -> Yaml.parse(new byte[] {'a', ':', ' ', (byte) 0xff}, "f.yaml"))
        .hasMessage("f.yaml line 1: not UTF-8");
    assertThatThrownBy(() -> Yaml.parse("a: \u0007".getBytes(UTF_8), "f.yaml"))
        .isInstanceOf(KeymasterException.class)
        .hasMessageStartingWith("f.yaml");
  }
}
