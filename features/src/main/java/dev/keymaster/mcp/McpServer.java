package dev.keymaster.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.net.JsonReader;
import dev.keymaster.net.JsonWriter;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Serves one client over standard input and output: a JSON-RPC message a line, as the revisions
 * 2024-11-05 to 2025-11-25 of the protocol have it for tools. Ends with its input.
 */
public final class McpServer {
  /** What the process of a server calls itself: by that its callers are known for agents. */
  public static final String PROCESS = "keymaster-mcp";

  private static final int MOST = 1 << 20;
  private static final List<String> REVISIONS =
      List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");
  private static final int PARSE = -32700;
  private static final int INVALID = -32600;
  private static final int NO_METHOD = -32601;
  private static final int BAD_PARAMS = -32602;
  private static final int INTERNAL = -32603;

  private final McpTools tools;
  private final String version;

  /**
   * Makes a server.
   *
   * @param version of the program
   */
  public McpServer(McpTools tools, String version) {
    this.tools = tools;
    this.version = version;
  }

  /** A request that cannot be served. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;

    Refused(int code, String message) {
      super(message, null, false, false);
      this.code = code;
    }
  }

  /** Serves until the input ends. */
  public void serve(InputStream in, OutputStream out) throws IOException {
    InputStream lines = new BufferedInputStream(in);
    for (byte[] line = line(lines); line != null; line = line(lines)) {
      if (line.length > 0) {
        byte[] answer = answer(line);
        if (answer.length > 0) {
          out.write(answer);
          out.write('\n');
          out.flush();
        }
      }
    }
  }

  /** Returns the next line, empty if it is longer than anything sensible; null at the end. */
  private static byte @Nullable [] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    boolean tooLong = false;
    while (next >= 0 && next != '\n') {
      tooLong |= line.size() >= MOST;
      if (!tooLong) {
        line.write(next);
      }
      next = in.read();
    }
    return tooLong ? "too long".getBytes(UTF_8) : line.toByteArray();
  }

  /** Answers one message; empty if it is one that nobody answers. */
  byte[] answer(byte[] line) {
    Object id = null;
    try {
      Map<?, ?> message = message(line);
      id = message.get("id");
      boolean notice = !message.containsKey("id");
      if (!(message.get("method") instanceof String method)) {
        if (message.containsKey("result") || message.containsKey("error")) {
          return new byte[0]; // an answer: nothing is ever asked from here
        }
        throw new Refused(INVALID, "a request has a method");
      }
      if (notice) {
        return new byte[0];
      }
      return response(id).set("result", result(method, message.get("params"))).bytes();
    } catch (Refused e) {
      return error(id, e.code, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return error(id, INTERNAL, "something went wrong");
    }
  }

  private static Map<?, ?> message(byte[] line) {
    try {
      if (JsonReader.value(line) instanceof Map<?, ?> message) {
        return message;
      }
    } catch (KeymasterException e) {
      throw new Refused(PARSE, "the line is no JSON");
    }
    throw new Refused(INVALID, "one object a line");
  }

  private static JsonWriter response(@Nullable Object id) {
    JsonWriter response = new JsonWriter().set("jsonrpc", "2.0");
    return switch (id) {
      case String text -> response.set("id", text);
      case Long number -> response.set("id", number);
      case BigDecimal number -> response.set("id", number);
      case null, default -> response.set("id", (String) null);
    };
  }

  private static byte[] error(@Nullable Object id, int code, String message) {
    JsonWriter error = new JsonWriter().set("code", code).set("message", message);
    return response(id).set("error", error).bytes();
  }

  private JsonWriter result(String method, @Nullable Object params) {
    Map<?, ?> given = params instanceof Map<?, ?> map ? map : Map.of();
    return switch (method) {
      case "initialize" -> initialized(given);
      case "ping" -> new JsonWriter();
      case "tools/list" ->
          new JsonWriter().objects("tools", tools.tools().stream().map(McpServer::tool).toList());
      case "tools/call" -> called(given);
      default -> throw new Refused(NO_METHOD, "no such method");
    };
  }

  private JsonWriter initialized(Map<?, ?> params) {
    Object wanted = params.get("protocolVersion");
    String revision =
        wanted instanceof String text && REVISIONS.contains(text) ? text : REVISIONS.getFirst();
    return new JsonWriter()
        .set("protocolVersion", revision)
        .set("capabilities", new JsonWriter().set("tools", new JsonWriter()))
        .set(
            "serverInfo",
            new JsonWriter()
                .set("name", "keymaster")
                .set("title", "Keymaster")
                .set("version", version))
        .set(
            "instructions",
            "Names of API keys and commands that run with them. No tool gives a value: programs"
                + " get keys by run_command, from a list that the person made.");
  }

  private static JsonWriter tool(McpTools.Tool tool) {
    JsonWriter properties = new JsonWriter();
    JsonWriter schema = new JsonWriter().set("type", "object");
    if (tool.argument().isEmpty()) {
      schema.set("properties", properties);
    } else {
      properties.set(
          tool.argument(),
          new JsonWriter().set("type", "string").set("description", tool.argumentDescription()));
      schema.set("properties", properties);
      if (!tool.readOnly()) {
        schema.texts("required", List.of(tool.argument()));
      }
    }
    return new JsonWriter()
        .set("name", tool.name())
        .set("description", tool.description())
        .set("inputSchema", schema.set("additionalProperties", false))
        .set("annotations", new JsonWriter().set("readOnlyHint", tool.readOnly()));
  }

  private JsonWriter called(Map<?, ?> params) {
    McpTools.Tool tool =
        tools.tools().stream()
            .filter(each -> each.name().equals(params.get("name")))
            .findFirst()
            .orElseThrow(() -> new Refused(BAD_PARAMS, "no such tool"));
    Map<?, ?> arguments = params.get("arguments") instanceof Map<?, ?> map ? map : Map.of();
    String argument = arguments.get(tool.argument()) instanceof String text ? text : "";
    if (arguments.size() > (arguments.get(tool.argument()) instanceof String ? 1 : 0)) {
      throw new Refused(BAD_PARAMS, "arguments that the tool does not take");
    }
    return answered(tool, argument);
  }

  private JsonWriter answered(McpTools.Tool tool, String argument) {
    McpTools.Answer answer;
    try {
      answer = tools.call(tool.name(), argument);
    } catch (KeymasterException e) {
      Told failure =
          new Told()
              .set("code", e.code().name().toLowerCase(Locale.ROOT))
              .set("message", String.valueOf(e.getMessage()))
              .set("hint", e.hint());
      answer = new McpTools.Answer(failure, true);
    }
    JsonWriter text = new JsonWriter().set("type", "text").set("text", answer.content().text());
    return new JsonWriter()
        .objects("content", List.of(text))
        .set("structuredContent", answer.content().json())
        .set("isError", answer.failed());
  }
}
