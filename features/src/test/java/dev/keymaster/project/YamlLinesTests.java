package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlLinesTests {
  private static String set(String text, String path, String value) {
    return YamlLines.set(text, "f.yaml", List.of(path.split("\\.", -1)), value);
  }

  private static String unset(String text, String path) {
    return YamlLines.unset(text, "f.yaml", List.of(path.split("\\.", -1)));
  }

  @Test
  void value_is_replaced_and_its_comment_stays() {
    assertThat(set("# top\na: 1 # one\nb:\n  c: 'old'   # why\n  d: 2\n", "b.c", "new"))
        .isEqualTo("# top\na: 1 # one\nb:\n  c: new   # why\n  d: 2\n");
  }

  @Test
  void entry_is_added_below_its_brothers() {
    assertThat(set("a:\n    x: 1\n\n# about b\nb: 2\n", "a.y", "3"))
        .isEqualTo("a:\n    x: 1\n    y: 3\n\n# about b\nb: 2\n");
    assertThat(set("a: 1\n# end\n", "b", "2")).isEqualTo("a: 1\nb: 2\n# end\n");
    assertThat(set("a: [1,\n  2]\n", "b", "2")).isEqualTo("a: [1,\n  2]\nb: 2\n");
  }

  @Test
  void maps_on_the_way_are_made() {
    assertThat(set("", "a.b.c", "1")).isEqualTo("a:\n  b:\n    c: 1\n");
    assertThat(set("# hello\n", "a", "1")).isEqualTo("# hello\na: 1\n");
    assertThat(set("a:\n", "a.b", "1")).isEqualTo("a:\n  b: 1\n");
    assertThat(set("a: # none yet\nb: 1\n", "a.c", "1")).isEqualTo("a: # none yet\n  c: 1\nb: 1\n");
  }

  @Test
  void value_that_was_left_open_is_filled_in() {
    assertThat(set("a:\nb: 1\n", "a", "x")).isEqualTo("a: x\nb: 1\n");
    assertThat(set("a: # later\n", "a", "x")).isEqualTo("a: x # later\n");
    assertThat(set("\"a:b\":\n", "a:b", "x")).isEqualTo("\"a:b\": x\n");
  }

  @Test
  void line_ends_and_wide_characters_are_kept() {
    assertThat(set("a: '\ud83d\ude00' # \u4e16\r\nb: 1\r\n", "a", "x"))
        .isEqualTo("a: x # \u4e16\r\nb: 1\r\n");
  }

  @Test
  void entry_is_removed_with_maps_that_this_empties() {
    assertThat(unset("a: 1\nb:\n  c:\n    d: 2\ne: 3\n", "b.c.d")).isEqualTo("a: 1\ne: 3\n");
    assertThat(unset("b:\n  c: 1\n  d: 2\n", "b.c")).isEqualTo("b:\n  d: 2\n");
    assertThat(unset("a: [1,\n  2]\nb: 1\n", "a")).isEqualTo("b: 1\n");
    assertThat(unset("a: |\n  one\n  two\nb: 1\n", "a")).isEqualTo("b: 1\n");
    assertThat(unset("a: 1\n", "a")).isEmpty();
  }

  @Test
  void removing_what_is_not_there_changes_nothing() {
    assertThat(unset("a: 1\n", "b")).isEqualTo("a: 1\n");
    assertThat(unset("a: 1\n", "b.c")).isEqualTo("a: 1\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a: {b: 1}\n", "a: [x]\n", "a: |\n  text\n", "{a: {b: 1}}\n", "a: 'x\n  y'\n"})
  void forms_that_would_have_to_be_rewritten_are_left_to_the_person(String text) {
    assertThatThrownBy(() -> set(text, "a.b", "2")).isInstanceOf(KeymasterException.class);
    assertThatThrownBy(() -> set(text, "a", "2"))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("f.yaml line 1: cannot be changed without rewriting it");
  }

  @Test
  void flow_map_at_the_top_is_left_to_the_person() {
    assertThatThrownBy(() -> set("{a: 1}\n", "b", "2"))
        .isInstanceOf(KeymasterException.class)
        .hasMessage("f.yaml is not written a line each");
    assertThatThrownBy(() -> unset("{a: 1}\n", "a")).isInstanceOf(KeymasterException.class);
    assertThatThrownBy(() -> unset("a: 1\n", "a.b")).isInstanceOf(KeymasterException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "45s",
        "https://a.b:1/c",
        "",
        " ",
        "a: b",
        "a #b",
        "'",
        "\"",
        "\\",
        "- a",
        "{",
        "@x",
        "!t",
        "&a",
        "*a",
        "x:"
      })
  void scalars_read_back(String text) {
    Yaml.Fields read = Yaml.parse("a: " + YamlLines.scalar(text) + "\n", "f.yaml");
    assertThat(read.fields().values())
        .singleElement()
        .extracting(Yaml.Field::value)
        .isInstanceOfSatisfying(
            Yaml.Text.class, value -> assertThat(value.value()).isEqualTo(text));
  }

  /** Many random edits give the same as the same edits of a map, and comments survive. */
  @Test
  void random_edits_agree_with_a_map() {
    Random random = new Random(20261121);
    for (int round = 0; round < 60; round++) {
      String text = "# first\n# second\n";
      Map<String, String> model = new TreeMap<>();
      for (int edit = 0; edit < 25; edit++) {
        String path = "k" + random.nextInt(3) + ".l" + random.nextInt(3) + ".m" + random.nextInt(3);
        if (random.nextInt(3) == 0) {
          text = unset(text, path);
          model.remove(path);
        } else {
          String value = "v" + random.nextInt(1000);
          text = set(text, path, value);
          model.put(path, value);
        }
      }
      Map<String, String> read = new TreeMap<>();
      flatten(Yaml.parse(text, "f.yaml"), new ArrayList<>(), read);
      assertThat(read).as("seed 20261121, round " + round).isEqualTo(model);
      assertThat(text).startsWith("# first\n# second\n");
    }
  }

  private static void flatten(Yaml.Fields fields, List<String> path, Map<String, String> into) {
    fields
        .fields()
        .forEach((name, field) -> {
          path.add(name);
          if (field.value() instanceof Yaml.Fields inner) {
            flatten(inner, path, into);
          } else if (field.value() instanceof Yaml.Text text) {
            into.put(String.join(".", path), text.value());
          }
          path.removeLast();
        });
  }
}
