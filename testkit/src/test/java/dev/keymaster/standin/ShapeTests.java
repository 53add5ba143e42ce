package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.net.JsonReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A shape takes what the description has and nothing else. */
final class ShapeTests {
  private static final Shape SHAPE =
      Shape.of(
          List.of(
              ". object!",
              "id string!",
              "limit null|number",
              "reset null|string(daily,weekly)",
              "at string:date-time",
              "space string:uuid",
              "free object*",
              "data array",
              "data[] object!",
              "data[].n integer!",
              "data[].deep any"));

  private static List<String> complaints(String json) {
    return SHAPE.complaints(JsonReader.value(json.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'a'}",
        "{'id':'a','limit':null,'reset':'daily'}",
        "{'id':'a','limit':5,'reset':null,'free':{'x':1}}",
        "{'id':'a','limit':5.5,'at':'2026-01-02T03:04:05Z','data':[{'n':1,'deep':{'x':[1]}}]}",
        "{'id':'a','space':'0df9e665-d932-5740-b2c7-b52af166bc11'}"
      })
  void what_fits_is_taken(String json) {
    assertThat(complaints(json.replace('\'', '"'))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | id is missing",
        "[] | the body is array, not object",
        "{'id':1} | id is integer, not string",
        "{'id':'a','x':1} | x is unknown",
        "{'id':'a','reset':'yearly'} | reset is none of",
        "{'id':'a','at':'now'} | at is not a time",
        "{'id':'a','space':'x'} | space is not a UUID",
        "{'id':'a','data':[{'n':1},{}]} | data[].n is missing",
        "{'id':'a','data':[{'n':1.5}]} | data[].n is number, not integer",
      })
  void what_does_not_fit_is_named(String json, String complaint) {
    assertThat(complaints(json.replace('\'', '"'))).singleElement().asString().contains(complaint);
  }

  @Test
  void an_answer_that_is_not_documented_is_a_departure() {
    Table table = Table.of("openrouter");
    Operation revoke = table.find("DELETE", "/keys/00").orElseThrow();
    assertThat(table.departures(revoke, 200, "{\"deleted\":true}".getBytes(UTF_8))).isEmpty();
    assertThat(table.departures(revoke, 200, "{\"deleted\":1}".getBytes(UTF_8))).hasSize(1);
    assertThat(table.departures(revoke, 204, new byte[0])).hasSize(1);
  }
}
