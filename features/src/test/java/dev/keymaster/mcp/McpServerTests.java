package dev.keymaster.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class McpServerTests {
  private final McpServer server = new McpServer(new Echo(), "1.2.3");

  /** Says what it was given. */
  private static final class Echo implements McpTools {
    @Override
    public List<Tool> tools() {
      return List.of(
          new Tool("look", "looks", "", "", true), new Tool("say", "says", "what", "that", false));
    }

    @Override
    public Answer call(String tool, String argument) {
      if (argument.equals("no")) {
        throw new KeymasterException(KeymasterException.Code.DENIED, "it is denied", "ask");
      }
      return new Answer(new Told().set("tool", tool).set("argument", argument), false);
    }
  }

  private JsonObject ask(String line) {
    return JsonReader.object(server.answer(line.getBytes(UTF_8)));
  }

  @Test
  void G10_a_client_is_greeted_in_the_revision_that_it_speaks() {
    for (String revision : List.of("2025-06-18", "2024-11-05")) {
      JsonObject result =
          ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{"
                  + "\"protocolVersion\":\""
                  + revision
                  + "\",\"capabilities\":{},"
                  + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")
              .object("result");
      assertThat(result.text("protocolVersion")).isEqualTo(revision);
      assertThat(result.object("serverInfo").text("version")).isEqualTo("1.2.3");
      assertThat(result.object("capabilities").object("tools")).isNotNull();
    }
    JsonObject unknown =
        ask(
            "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"initialize\",\"params\":{"
                + "\"protocolVersion\":\"2099-01-01\"}}");
    assertThat(unknown.text("id")).isEqualTo("x");
    assertThat(unknown.object("result").text("protocolVersion")).isEqualTo("2025-11-25");
  }

  @Test
  void G10_tools_are_listed_with_their_schemas() {
    List<JsonObject> tools =
        ask("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}")
            .object("result")
            .objects("tools");
    assertThat(tools).hasSize(2);
    JsonObject schema = tools.get(1).object("inputSchema");
    assertThat(schema.text("type")).isEqualTo("object");
    assertThat(schema.object("properties").object("what").text("type")).isEqualTo("string");
    assertThat(schema.texts("required")).containsExactly("what");
  }

  @Test
  void G10_a_tool_answers_as_text_and_as_an_object() {
    JsonObject result =
        ask("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{"
                + "\"name\":\"say\",\"arguments\":{\"what\":\"hé\"}}}")
            .object("result");
    assertThat(result.objects("content").getFirst().text("text"))
        .isEqualTo("{\"tool\":\"say\",\"argument\":\"hé\"}");
    assertThat(result.object("structuredContent").text("argument")).isEqualTo("hé");
  }

  @Test
  void G10_a_refusal_is_an_answer_for_the_model() {
    JsonObject result =
        ask("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{"
                + "\"name\":\"say\",\"arguments\":{\"what\":\"no\"}}}")
            .object("result");
    assertThat(result.objects("content").getFirst().text("text"))
        .isEqualTo("{\"code\":\"denied\",\"message\":\"it is denied\",\"hint\":\"ask\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense | -32700",
        "[] | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/list\"} | -32601",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"} | -32602",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}} |"
            + " -32602",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"look\",\"arguments\":{\"a\":\"b\"}}}"
            + " | -32602"
      })
  void G10_what_cannot_be_served_has_the_code_of_json_rpc(String line, int code) {
    JsonObject error = ask(line).object("error");
    assertThat(error.number("code")).isEqualTo(code);
  }

  @Test
  void G10_a_stream_is_answered_line_by_line_and_notices_are_not() throws IOException {
    String lines =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r\n\n"
            + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"
            + "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}\n"
            + "x".repeat(2 << 20)
            + "\n{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    server.serve(new ByteArrayInputStream(lines.getBytes(UTF_8)), out);
    assertThat(out.toString(UTF_8).lines())
        .containsExactly(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"the line is"
                + " no JSON\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");
  }
}
