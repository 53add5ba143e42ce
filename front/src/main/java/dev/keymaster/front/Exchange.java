package dev.keymaster.front;

import dev.keymaster.model.Latin1;
import dev.keymaster.wire.CommandRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One request over HTTP/1.1 and its answer. Understands what the agent sends and nothing else:
 * status 200, a Content-Length, a body of that length.
 */
final class Exchange {
  private static final int LONGEST_HEAD = 4096;
  private static final int LONGEST_BODY = 1 << 22;
  private static final String OK = "HTTP/1.1 200 ";
  private static final String LENGTH = "\r\ncontent-length:";
  private static final String END = "\r\n\r\n";

  private final Machine.Line line;

  Exchange(Machine.Line line) {
    this.line = line;
  }

  /** Asks and returns the body of the answer, which the caller wipes; null for any other answer. */
  byte @Nullable [] answer(byte[] request) {
    if (!line.send(head(request.length)) || !line.send(request)) {
      return null;
    }
    byte[] start = new byte[LONGEST_HEAD];
    byte[] body = body(start);
    Arrays.fill(start, (byte) 0);
    return body;
  }

  private static byte[] head(int length) {
    String head =
        "POST "
            + CommandRequest.PATH
            + " HTTP/1.1\r\nHost: keymaster\r\nContent-Type: application/octet-stream\r\n"
            + "Content-Length: "
            + length
            + "\r\nConnection: close"
            + END;
    return Latin1.bytes(head);
  }

  private byte @Nullable [] body(byte[] start) {
    int filled = 0;
    int end = -1;
    while (end < 0) {
      int count = filled == start.length ? 0 : line.receive(start, filled);
      if (count <= 0) {
        return null;
      }
      filled += count;
      end = endOfHead(start, filled);
    }
    int length = length(Latin1.text(start, 0, end));
    if (length < filled - end) {
      return null;
    }
    byte[] body = new byte[length];
    System.arraycopy(start, end, body, 0, filled - end);
    return rest(body, filled - end);
  }

  private static int endOfHead(byte[] bytes, int filled) {
    for (int i = END.length(); i <= filled; i++) {
      if (bytes[i - 1] == '\n'
          && bytes[i - 2] == '\r'
          && bytes[i - 3] == '\n'
          && bytes[i - 4] == '\r') {
        return i;
      }
    }
    return -1;
  }

  /** Length of the body; -1 if this is no answer that can be followed. */
  private static int length(String head) {
    String small = lower(head);
    int at = small.indexOf(LENGTH);
    if (!head.startsWith(OK) || at < 0 || small.indexOf(LENGTH, at + 1) >= 0) {
      return -1;
    }
    int length = 0;
    int i = at + LENGTH.length();
    for (; i < head.length() && head.charAt(i) == ' '; i++) {}
    int first = i;
    for (; head.charAt(i) != '\r'; i++) {
      int digit = head.charAt(i) - '0';
      if (digit < 0 || digit > 9 || length > LONGEST_BODY) {
        return -1;
      }
      length = 10 * length + digit;
    }
    return i == first || length > LONGEST_BODY ? -1 : length;
  }

  private static String lower(String text) {
    StringBuilder lower = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
    }
    return lower.toString();
  }

  private byte @Nullable [] rest(byte[] body, int filled) {
    int have = filled;
    while (have < body.length) {
      int count = line.receive(body, have);
      if (count <= 0) {
        Arrays.fill(body, (byte) 0);
        return null;
      }
      have += count;
    }
    return body;
  }
}
