package dev.keymaster.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.BugException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;

/** Writes messages to one connection, each in one piece. Not thread-safe. */
public final class HttpWriter {
  private static final Map<Integer, String> REASONS =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(201, "Created"),
          Map.entry(202, "Accepted"),
          Map.entry(204, "No Content"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(413, "Content Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(422, "Unprocessable Content"),
          Map.entry(423, "Locked"),
          Map.entry(428, "Precondition Required"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(505, "HTTP Version Not Supported"));

  private final OutputStream out;

  /** Writes to that stream. */
  public HttpWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes a request.
   *
   * @param target path and query
   * @param type media type of the body; empty if there is no body
   * @param body stays the caller's to zero
   */
  public void request(String method, String target, HttpFields more, String type, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    write(head, HttpFields.NONE.with("host", "keymaster"), more, type, body, false);
  }

  /**
   * Writes a response.
   *
   * @param last whether the connection ends after it
   */
  public void response(HttpResponse response, boolean last) throws IOException {
    StringBuilder head = new StringBuilder(256);
    int status = response.status();
    head.append("HTTP/1.1 ").append(status).append(' ');
    head.append(REASONS.getOrDefault(status, "Status")).append("\r\n");
    write(head, HttpFields.NONE, response.fields(), response.type(), response.body(), last);
  }

  private void write(
      StringBuilder head, HttpFields first, HttpFields more, String type, byte[] body, boolean last)
      throws IOException {
    first.all().forEach(field -> append(head, field));
    more.all().forEach(field -> append(head, field));
    if (!type.isEmpty()) {
      append(head, new HttpFields.Field("content-type", type));
    }
    append(head, new HttpFields.Field("content-length", Integer.toString(body.length)));
    if (last) {
      append(head, new HttpFields.Field("connection", "close"));
    }
    byte[] start = head.append("\r\n").toString().getBytes(US_ASCII);
    byte[] whole = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    try {
      out.write(whole);
      out.flush();
    } finally {
      Arrays.fill(whole, (byte) 0);
    }
  }

  private static void append(StringBuilder head, HttpFields.Field field) {
    if (!field.value().chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new BugException("a header value that would break the message: " + field.name());
    }
    head.append(field.name()).append(": ").append(field.value()).append("\r\n");
  }
}
