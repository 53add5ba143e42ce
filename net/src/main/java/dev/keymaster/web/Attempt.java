package dev.keymaster.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.WebAddress;
import dev.keymaster.net.HttpFields;
import dev.keymaster.net.MalformedMessage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Sends a request once. */
final class Attempt {
  private Attempt() {}

  static WebOutcome make(WebRequest request, WebSettings settings) {
    byte[] secret = secret(request);
    try {
      try (Link link = Link.to(request.peer(), settings)) {
        return exchange(request, secret, link, settings);
      }
    } catch (Unsendable e) {
      return new WebOutcome.Unsent(e.why());
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static WebOutcome exchange(
      WebRequest request, byte[] secret, Link link, WebSettings settings) {
    WebAddress address = request.peer().address();
    try (TimeLimit limit = new TimeLimit(link.socket(), settings.whole())) {
      try {
        write(request, secret, link.out());
        AnswerReader reader =
            new AnswerReader(new BufferedInputStream(link.in()), settings.bodyLimit());
        return new WebOutcome.Answered(reader.answer());
      } catch (MalformedMessage e) {
        return new WebOutcome.Unreadable(address.host() + " sends " + e.getMessage());
      } catch (IOException e) {
        return new WebOutcome.Unanswered(Link.told(address, e, limit.passed(), settings.whole()));
      }
    }
  }

  private static void write(WebRequest request, byte[] secret, OutputStream out)
      throws IOException {
    StringBuilder head = new StringBuilder(512);
    head.append(request.method()).append(' ').append(request.peer().address().path());
    head.append(request.target()).append(" HTTP/1.1\r\n");
    line(head, "host", request.peer().address().authority());
    line(head, "user-agent", "keymaster");
    line(head, "connection", "close");
    for (HttpFields.Field field : request.fields().all()) {
      line(head, field.name(), field.value());
    }
    if (!request.type().isEmpty()) {
      line(head, "content-type", request.type());
    }
    if (!request.method().equals("GET")) {
      line(head, "content-length", Integer.toString(request.body().length));
    }
    byte[] whole = joined(head, request, secret);
    try {
      out.write(whole);
      out.flush();
    } finally {
      Arrays.fill(whole, (byte) 0);
    }
  }

  /** One array, so that the secret lies in no buffer that grew. */
  private static byte[] joined(StringBuilder head, WebRequest request, byte[] secret) {
    Credential credential = request.credential();
    if (credential != null) {
      head.append(credential.field()).append(": ").append(credential.before());
    }
    byte[] before = head.toString().getBytes(US_ASCII);
    byte[] after = (credential == null ? "\r\n" : "\r\n\r\n").getBytes(US_ASCII);
    byte[] body = request.body();
    byte[] whole =
        Arrays.copyOf(before, before.length + secret.length + after.length + body.length);
    System.arraycopy(secret, 0, whole, before.length, secret.length);
    int at = before.length + secret.length;
    System.arraycopy(after, 0, whole, at, after.length);
    System.arraycopy(body, 0, whole, at + after.length, body.length);
    return whole;
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  @RevealsSecret("the provider wants its key")
  private static byte[] secret(WebRequest request) {
    return request.credential() == null ? new byte[0] : request.credential().value().reveal();
  }

  /** Tells whether a header field can carry the credential: visible ASCII, and some of it. */
  static boolean sendable(WebRequest request) {
    byte[] secret = secret(request);
    try {
      boolean visible = true;
      for (byte b : secret) {
        visible &= b > 0x20 && b < 0x7f;
      }
      return visible && (request.credential() == null || secret.length > 0);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
