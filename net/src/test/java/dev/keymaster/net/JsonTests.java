package dev.keymaster.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTests {
  private static Object read(String text) {
    return JsonReader.value(text.getBytes(UTF_8));
  }

  @Test
  void values_are_read() {
    assertThat(read(" {\"a\" : [1, -2.5e3, true, false, null, \"x\"], \"b\":{}, \"c\":[] }\n"))
        .isEqualTo(
            Map.of(
                "a",
                List.of(1L, new BigDecimal("-2.5e3"), true, false, JsonNull.NULL, "x"),
                "b",
                Map.of(),
                "c",
                List.of()));
    assertThat(read("\"\\u00e9\\n\\\"\\/\\b\\f\\r\\t\\\\é😀\\ud83d\\ude00\""))
        .isEqualTo("é\n\"/\b\f\r\t\\é😀😀");
    assertThat(read("12345678901234567890")).isEqualTo(new BigDecimal("12345678901234567890"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\" 1}",
        "[1 2]",
        "01",
        "+1",
        "1.",
        ".5",
        "1e",
        "0x1",
        "NaN",
        "Infinity",
        "tru",
        "nul",
        "'a'",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\n\"",
        "\"\\ud800\"",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "// c\n1",
        "[1]]",
        "1e99999",
        "{\"a\":1}x",
        "\u00a01",
        "-",
        "--1"
      })
  void what_is_not_plain_json_is_refused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(KeymasterException.class)
        .hasMessageStartingWith("not JSON");
  }

  @Test
  void depth_digits_and_encoding_are_bounded() {
    assertThat(read("[".repeat(32) + "]".repeat(32))).isInstanceOf(List.class);
    assertThatThrownBy(() -> read("[".repeat(33) + "]".repeat(33))).hasMessageContaining("levels");
    assertThatThrownBy(() -> read("1".repeat(65))).hasMessageContaining("not a value");
    assertThatThrownBy(() -> JsonReader.value("\"\u00e9\"".getBytes(ISO_8859_1)))
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void damaged_documents_are_read_or_refused_and_nothing_else() {
    byte[] good = "{\"a\":[1,\"\\u00e9é\",{\"b\":null}],\"c\":-1.5e3}".getBytes(UTF_8);
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = good.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      try {
        JsonReader.value(bytes);
      } catch (KeymasterException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(20_000, 49_999);
  }

  @Test
  void objects_are_written_and_read_field_by_field() {
    byte[] bytes =
        new JsonWriter()
            .set("text", "a\"\\\u0001\ud800é😀")
            .set("none", (String) null)
            .set("number", 42)
            .set("flag", true)
            .set("time", Instant.EPOCH)
            .set("object", new JsonWriter().set("x", "y"))
            .set("no", (JsonWriter) null)
            .texts("texts", List.of("a", "b"))
            .objects("objects", List.of(new JsonWriter(), new JsonWriter().set("n", 1)))
            .map("map", Map.of("k", "v"))
            .bytes();
    assertThat(new String(bytes, UTF_8)).contains("\\u0001\\ud800é😀");
    JsonObject read =
        JsonReader.object(new String(bytes, UTF_8).replace("\\ud800", "").getBytes(UTF_8));
    assertThat(read.text("text")).isEqualTo("a\"\\\u0001é😀");
    assertThat(read.textOrNull("none")).isNull();
    assertThat(read.number("number")).isEqualTo(42);
    assertThat(read.integerOrNull("number")).isEqualTo(42);
    assertThat(read.flag("flag")).isTrue();
    assertThat(read.time("time")).isEqualTo(Instant.EPOCH);
    assertThat(read.object("object").text("x")).isEqualTo("y");
    assertThat(read.objectOrNull("no")).isNull();
    assertThat(read.texts("texts")).containsExactly("a", "b");
    assertThat(read.objects("objects")).hasSize(2);
    assertThatThrownBy(read::end).hasMessageContaining("'map'");
    assertThat(read.map("map")).isEqualTo(Map.of("k", "v"));
    read.end();
  }

  @Test
  void a_field_of_another_type_is_refused_by_name() {
    JsonObject object =
        JsonReader.object("{\"a\":1,\"b\":[1],\"c\":\"x\",\"d\":99999999999}".getBytes(UTF_8));
    assertThatThrownBy(() -> object.text("a")).hasMessageContaining("'a'");
    assertThatThrownBy(() -> object.texts("b")).hasMessageContaining("'b'");
    assertThatThrownBy(() -> object.objects("b")).hasMessage("not a JSON object");
    assertThatThrownBy(() -> object.time("c")).hasMessageContaining("not a time");
    assertThatThrownBy(() -> object.integer("d")).hasMessageContaining("too large");
    assertThatThrownBy(() -> object.flag("e")).hasMessageContaining("missing");
    assertThat(object.integerOrNull("e")).isNull();
  }
}
