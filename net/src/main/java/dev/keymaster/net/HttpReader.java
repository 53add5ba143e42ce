package dev.keymaster.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages from one connection (RFC 9112), stricter than the RFC asks: one {@code Host}, one
 * plain {@code Content-Length}, no transfer coding, no folded line, no bare line feed, no control
 * character, no absolute target, no percent-encoding. What it refuses ends the connection.
 *
 * <p>Time is the stream's business: its {@code read} throws when the peer takes too long. Not
 * thread-safe.
 */
public final class HttpReader {
  private static final int HEAD_LIMIT = 1 << 13;
  private static final int MAX_FIELDS = 64;
  private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,9}");
  private static final Pattern REQUEST_LINE =
      Pattern.compile("([A-Z]{1,16}) (/[!-~]*|\\*) HTTP/1\\.([01])");
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.1 ([2-5][0-9]{2}) [ -~]{0,64}");
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}):[ \t]*([!-~](?:[ \t!-~]*[!-~])?)?[ \t]*");
  private static final Pattern TARGET =
      Pattern.compile("(/[A-Za-z0-9._~:/@!$'()*,;-]*)(?:\\?([A-Za-z0-9._~:/@!$'()*,;=&-]*))?");
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final InputStream in;
  private final int bodyLimit;
  private final byte[] head = new byte[HEAD_LIMIT];
  private int filled;

  /**
   * Reads from that stream.
   *
   * @param bodyLimit longest body that is taken, in bytes
   */
  public HttpReader(InputStream in, int bodyLimit) {
    this.in = in;
    this.bodyLimit = bodyLimit;
  }

  /** Tells whether bytes of a next message have been read already. */
  public boolean buffered() {
    return filled > 0;
  }

  /**
   * Reads the next request; null if the peer ended the connection between two messages.
   *
   * @throws MalformedMessage if it is not one that we take
   */
  public @Nullable HttpRequest request() throws IOException {
    return request(false);
  }

  /**
   * Reads the next request as {@link #request} does, but takes any target: {@code path} is the
   * target as it was sent, {@code query} is empty.
   */
  public @Nullable HttpRequest requestToAnyTarget() throws IOException {
    return request(true);
  }

  private @Nullable HttpRequest request(boolean anyTarget) throws IOException {
    String[] lines = head();
    if (lines.length == 0) {
      return null;
    }
    Matcher line = REQUEST_LINE.matcher(lines[0]);
    if (!line.matches()) {
      throw bad("not a request line");
    }
    if (line.group(3).equals("0")) {
      throw new MalformedMessage(505, "this is HTTP/1.1");
    }
    String method = line.group(1);
    if (!METHODS.contains(method)) {
      throw new MalformedMessage(501, "not a method of ours");
    }
    Matcher target = TARGET.matcher(line.group(2));
    if (!anyTarget && !target.matches()) {
      throw bad("not a target of ours");
    }
    HttpFields fields = fields(lines);
    if (fields.count("host") != 1) {
      throw bad("there has to be one Host");
    }
    if (anyTarget) {
      return new HttpRequest(method, line.group(2), Map.of(), fields, body(fields));
    }
    Map<String, String> query = query(target.group(2));
    return new HttpRequest(method, target.group(1), query, fields, body(fields));
  }

  /** Reads the response to a request that was just sent. */
  public HttpResponse response() throws IOException {
    String[] lines = head();
    Matcher line = STATUS_LINE.matcher(lines.length == 0 ? "" : lines[0]);
    if (!line.matches()) {
      throw bad("not a response");
    }
    HttpFields fields = fields(lines);
    int status = Integer.parseInt(line.group(1));
    String type = fields.first("content-type").orElse("");
    return new HttpResponse(status, type, fields, status == 204 ? new byte[0] : body(fields));
  }

  /** Returns the lines of the next head, or none at the end of the connection. */
  private String[] head() throws IOException {
    int end = endOfHead();
    if (end == 0) {
      return new String[0];
    }
    String text = new String(head, 0, end - 4, US_ASCII);
    System.arraycopy(head, end, head, 0, filled - end);
    Arrays.fill(head, filled - end, filled, (byte) 0);
    filled -= end;
    return text.split("\r\n", -1);
  }

  /** Reads until the blank line; returns where the body starts, 0 at the end of the connection. */
  private int endOfHead() throws IOException {
    int looked = 0;
    while (true) {
      int end = blankLine(looked);
      if (end > 0) {
        return end;
      }
      looked = filled;
      if (filled == head.length) {
        throw new MalformedMessage(431, "the head is longer than " + HEAD_LIMIT + " bytes");
      }
      int count = in.read(head, filled, head.length - filled);
      if (count < 0 && filled == 0) {
        return 0;
      }
      if (count < 0) {
        throw bad("it ends within the head");
      }
      filled += count;
    }
  }

  /**
   * Checks the bytes from there on; returns where the body starts if the head ends here, else 0.
   */
  private int blankLine(int from) throws MalformedMessage {
    for (int i = from; i < filled; i++) {
      boolean afterReturn = i > 0 && head[i - 1] == '\r';
      if (afterReturn != (head[i] == '\n')) {
        throw bad("a carriage return or line feed alone");
      }
      if (head[i] == '\n' && i >= 3 && head[i - 2] == '\n') {
        return i + 1;
      }
      if ((head[i] < 0x20 && "\r\n\t".indexOf(head[i]) < 0) || head[i] == 0x7f) {
        throw bad("a byte that has no place in a head");
      }
    }
    return 0;
  }

  private static HttpFields fields(String[] lines) throws MalformedMessage {
    if (lines.length - 1 > MAX_FIELDS) {
      throw new MalformedMessage(431, "more than " + MAX_FIELDS + " header fields");
    }
    HttpFields fields = HttpFields.NONE;
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD.matcher(lines[i]);
      if (!field.matches()) {
        throw bad("not a header field");
      }
      fields = fields.with(field.group(1), field.group(2) == null ? "" : field.group(2));
    }
    return fields;
  }

  private static Map<String, String> query(@Nullable String text) throws MalformedMessage {
    Map<String, String> query = new LinkedHashMap<>();
    if (text == null || text.isEmpty()) {
      return query;
    }
    for (String parameter : text.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals < 1
          || query.put(parameter.substring(0, equals), parameter.substring(equals + 1)) != null) {
        throw bad("not a query of ours");
      }
    }
    return query;
  }

  private byte[] body(HttpFields fields) throws IOException {
    if (fields.count("transfer-encoding") > 0) {
      throw new MalformedMessage(501, "no transfer coding is known here");
    }
    if (fields.count("content-length") > 1) {
      throw bad("more than one Content-Length");
    }
    String length = fields.first("content-length").orElse("0");
    if (!LENGTH.matcher(length).matches()) {
      throw bad("not a Content-Length");
    }
    long announced = Long.parseLong(length);
    if (announced > bodyLimit) {
      throw new MalformedMessage(413, "the body is longer than " + bodyLimit + " bytes");
    }
    return body((int) announced);
  }

  /** Takes memory as the bytes arrive, not as they are announced. */
  private byte[] body(int length) throws IOException {
    int early = Math.min(length, filled);
    byte[] body = Arrays.copyOf(head, Math.min(length, Math.max(early, 1 << 14)));
    Arrays.fill(body, early, body.length, (byte) 0);
    System.arraycopy(head, early, head, 0, filled - early);
    Arrays.fill(head, filled - early, filled, (byte) 0);
    filled -= early;
    int have = early;
    while (have < length) {
      if (have == body.length) {
        byte[] longer = Arrays.copyOf(body, Math.min(length, 2 * body.length));
        Arrays.fill(body, (byte) 0);
        body = longer;
      }
      int count = in.read(body, have, body.length - have);
      if (count < 0) {
        Arrays.fill(body, (byte) 0);
        throw bad("it ends within the body");
      }
      have += count;
    }
    return body;
  }

  private static MalformedMessage bad(String message) {
    return new MalformedMessage(400, message);
  }
}
