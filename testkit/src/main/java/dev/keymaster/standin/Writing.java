package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.HttpWriter;
import java.io.IOException;
import java.io.OutputStream;

/** Writes answers, sound ones and broken ones. */
final class Writing {
  private static final byte[] SPACES = " ".repeat(1 << 14).getBytes(US_ASCII);
  private static final String PAGE = "<html><body><h1>Bad Gateway</h1></body></html>\n";

  private Writing() {}

  static byte[] body(Answer answer) {
    if (!answer.text().isEmpty()) {
      return answer.text().getBytes(UTF_8);
    }
    return answer.tree() == null ? new byte[0] : Json.bytes(answer.tree());
  }

  static void answer(Answer answer, OutputStream out) throws IOException {
    if (!answer.events().isEmpty()) {
      stream(answer, out);
      return;
    }
    String type = answer.tree() == null ? "" : HttpResponse.JSON;
    new HttpWriter(out)
        .response(new HttpResponse(answer.status(), type, answer.fields(), body(answer)), false);
  }

  private static void stream(Answer answer, OutputStream out) throws IOException {
    HttpFields fields =
        answer.fields().with("content-type", "text/event-stream").with("cache-control", "no-cache");
    out.write(head(200, fields, "transfer-encoding: chunked"));
    for (String event : answer.events()) {
      byte[] bytes = (event + "\n\n").getBytes(UTF_8);
      out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(US_ASCII));
      out.write(bytes);
      out.write("\r\n".getBytes(US_ASCII));
      out.flush();
    }
    out.write("0\r\n\r\n".getBytes(US_ASCII));
    out.flush();
  }

  private static byte[] head(int status, HttpFields fields, String framing) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
    fields.all().forEach(f -> head.append(f.name() + ": " + f.value() + "\r\n"));
    return head.append(framing).append("\r\n\r\n").toString().getBytes(US_ASCII);
  }

  /** Half of an answer, whose head promises all of it. */
  static void half(Answer answer, OutputStream out) throws IOException {
    byte[] body = body(answer);
    HttpFields fields = answer.fields().with("content-type", HttpResponse.JSON);
    out.write(head(answer.status(), fields, "content-length: " + body.length));
    out.write(body, 0, body.length / 2);
    out.flush();
  }

  static void page(Fault fault, OutputStream out) throws IOException {
    body(fault, "text/html; charset=utf-8", PAGE, out);
  }

  static void body(Fault fault, String type, String text, OutputStream out) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    new HttpWriter(out)
        .response(new HttpResponse(fault.status(), type, fault.fields(), bytes), false);
  }

  /** JSON that is mostly space. */
  static void huge(Fault fault, OutputStream out) throws IOException {
    HttpFields fields = fault.fields().with("content-type", HttpResponse.JSON);
    out.write(head(fault.status(), fields, "content-length: " + (fault.size() + 2)));
    out.write('{');
    for (long left = fault.size(); left > 0; left -= SPACES.length) {
      out.write(SPACES, 0, (int) Math.min(left, SPACES.length));
    }
    out.write('}');
    out.flush();
  }
}
