package dev.keymaster.wire;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpReader;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.HttpWriter;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import dev.keymaster.net.JsonWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends requests to an agent over one connection, which is made when first needed. Thread-safe. */
public final class AgentClient implements AutoCloseable {
  /** The header in which an agent tells its build. */
  public static final String BUILD = "keymaster-build";

  /** The header of an answer that says: nothing was done, since this agent is ending. */
  public static final String ENDED = "keymaster-ended";

  private static final int ATTEMPTS = 3;
  private static final byte[] NOTHING = new byte[0];
  private static final int LONGEST_ANSWER = 1 << 28;

  private record Line(ByteChannel channel, HttpReader in, HttpWriter out) {}

  private final Connector connector;
  private final Consumer<String> build;
  private @Nullable Line line;

  /**
   * Makes a client; connects to nothing yet.
   *
   * @param build is told the build of the agent with every answer
   */
  public AgentClient(Connector connector, Consumer<String> build) {
    this.connector = connector;
    this.build = build;
  }

  /** Asks for JSON. */
  public JsonObject get(String target) {
    return JsonReader.object(send("GET", target, "", NOTHING).body());
  }

  /** Sends JSON and returns the answer. */
  public HttpResponse send(String method, String target, JsonWriter json) {
    return send(method, target, HttpResponse.JSON, json.bytes());
  }

  /** Sends nothing but the request and returns the answer. */
  public HttpResponse send(String method, String target) {
    return send(method, target, "", NOTHING);
  }

  /** Sends values, closes them and returns the answer. */
  public HttpResponse send(String method, String target, Pairs values) {
    byte[] body = values.encoded();
    try (values) {
      return send(method, target, HttpResponse.OCTETS, body);
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  /**
   * Sends a request and returns the answer, whose body is the caller's to zero.
   *
   * @throws KeymasterException as the agent says; FAILURE if it does not answer
   */
  public synchronized HttpResponse send(String method, String target, String type, byte[] body) {
    try {
      HttpResponse response = answer(method, target, type, body);
      if (response.fields().says("connection", "close")) {
        close();
      }
      response.fields().first(BUILD).ifPresent(build);
      return checked(response);
    } catch (IOException e) {
      close();
      throw new KeymasterException(
          Code.FAILURE,
          "the agent does not answer: " + e.getMessage(),
          "keymaster agent status; KEYMASTER_AGENT=off does without it",
          e);
    }
  }

  /** An agent that was ending when it was asked did nothing: the next one is asked. */
  private HttpResponse answer(String method, String target, String type, byte[] body)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      Line open = line();
      open.out().request(method, target, HttpFields.NONE, type, body);
      HttpResponse response = open.in().response();
      if (attempt == ATTEMPTS || response.fields().first(ENDED).isEmpty()) {
        return response;
      }
      awaitEnd(open);
      close();
    }
  }

  private static void awaitEnd(Line line) throws IOException {
    ByteBuffer rest = ByteBuffer.allocate(1);
    while (line.channel().read(rest.clear()) >= 0) {
      // it says no more, but it lives
    }
  }

  /** Has the agent lock, and returns when its process has ended. */
  public synchronized void lock() {
    try {
      Line open = line();
      open.out().request("POST", "/v1/lock", HttpFields.NONE, "", NOTHING);
      checked(open.in().response());
      awaitEnd(open);
    } catch (IOException e) {
      throw new KeymasterException(
          Code.FAILURE, "the agent did not answer: " + e.getMessage(), "keymaster agent status", e);
    } finally {
      close();
    }
  }

  private static HttpResponse checked(HttpResponse response) {
    if (response.status() >= 400 && response.status() != CommandAnswer.NOT_HERE) {
      throw VaultCodec.failure(JsonReader.object(response.body()));
    }
    return response;
  }

  private Line line() throws IOException {
    if (line == null) {
      ByteChannel channel = connector.connect();
      line =
          new Line(
              channel,
              new HttpReader(Channels.newInputStream(channel), LONGEST_ANSWER),
              new HttpWriter(Channels.newOutputStream(channel)));
    }
    return line;
  }

  /** Ends the connection; the next request makes a new one. */
  @Override
  public synchronized void close() {
    if (line != null) {
      try {
        line.channel().close();
      } catch (IOException e) {
        // it is gone either way
      }
      line = null;
    }
  }
}
