package dev.keymaster.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.MalformedMessage;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the answer of a server of others (RFC 9112): chunks and interim answers are understood, and
 * what has two meanings is refused. Head, chunks and body have bounds. The connection ends with the
 * answer, so nothing after it is read.
 */
final class AnswerReader {
  private static final int HEAD_LIMIT = 1 << 16;
  private static final int MAX_FIELDS = 200;
  private static final int MAX_INTERIM = 8;
  private static final int LONGEST_LINE = 1 << 13;
  private static final Pattern STATUS =
      Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: [\t -~\\x80-\\xff]*)?");
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}):[ \t]*(.*?)[ \t]*");
  private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,8})[ \t]*(;.*)?");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,12}");

  private final InputStream in;
  private final int bodyLimit;
  private int headLeft = HEAD_LIMIT;

  AnswerReader(InputStream in, int bodyLimit) {
    this.in = in;
    this.bodyLimit = bodyLimit;
  }

  /** Reads the answer to a request that may have one with a body. */
  HttpResponse answer() throws IOException {
    for (int interim = 0; interim <= MAX_INTERIM; interim++) {
      int status = status();
      HttpFields fields = fields();
      if (status == 101) {
        throw bad("it switches to another protocol");
      }
      if (status >= 200) {
        byte[] body = status == 204 || status == 304 ? new byte[0] : body(fields);
        return new HttpResponse(status, fields.first("content-type").orElse(""), fields, body);
      }
    }
    throw bad("interim answers without end");
  }

  /** Reads a head alone, as a proxy answers; returns its status. */
  int head() throws IOException {
    int status = status();
    fields();
    return status;
  }

  private int status() throws IOException {
    Matcher line = STATUS.matcher(line(headLeft));
    if (!line.matches()) {
      throw bad("not an HTTP answer");
    }
    return Integer.parseInt(line.group(1));
  }

  private HttpFields fields() throws IOException {
    HttpFields fields = HttpFields.NONE;
    for (int count = 0; count <= MAX_FIELDS; count++) {
      String line = line(headLeft);
      if (line.isEmpty()) {
        return fields;
      }
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        throw bad("not a header field");
      }
      fields = fields.with(field.group(1), field.group(2));
    }
    throw bad("more than " + MAX_FIELDS + " header fields");
  }

  private byte[] body(HttpFields fields) throws IOException {
    List<String> codings = values(fields, "transfer-encoding");
    List<String> lengths = values(fields, "content-length");
    if (!values(fields, "content-encoding").stream().allMatch("identity"::equalsIgnoreCase)) {
      throw bad("it is compressed, which nobody asked for");
    }
    if (!codings.isEmpty()) {
      if (!lengths.isEmpty() || !codings.equals(List.of("chunked"))) {
        throw bad("a length and a coding, or a coding that is not known here");
      }
      return chunked();
    }
    if (lengths.stream().distinct().count() > 1) {
      throw bad("two lengths");
    }
    if (lengths.isEmpty()) {
      return exactly(in.readNBytes(bodyLimit + 1), -1);
    }
    if (!LENGTH.matcher(lengths.getFirst()).matches()) {
      throw bad("not a length");
    }
    long length = Long.parseLong(lengths.getFirst());
    if (length > bodyLimit) {
      throw tooLong();
    }
    return exactly(in.readNBytes((int) length), (int) length);
  }

  private byte[] exactly(byte[] body, int wanted) throws IOException {
    if (body.length > bodyLimit) {
      Arrays.fill(body, (byte) 0);
      throw tooLong();
    }
    if (wanted >= 0 && body.length < wanted) {
      Arrays.fill(body, (byte) 0);
      throw new EOFException("it ends within the body");
    }
    return body;
  }

  private static List<String> values(HttpFields fields, String name) {
    return fields.all().stream()
        .filter(field -> field.name().equals(name))
        .map(field -> field.value().toLowerCase(Locale.ROOT))
        .toList();
  }

  private byte[] chunked() throws IOException {
    Chunks body = new Chunks();
    try {
      while (true) {
        Matcher chunk = CHUNK.matcher(line(LONGEST_LINE));
        if (!chunk.matches()) {
          throw bad("not a chunk");
        }
        long length = Long.parseLong(chunk.group(1), 16);
        if (length == 0) {
          fields();
          return body.toByteArray();
        }
        if (length + body.size() > bodyLimit) {
          throw tooLong();
        }
        body.add(exactly(in.readNBytes((int) length), (int) length));
        if (!line(2).isEmpty()) {
          throw bad("not the end of a chunk");
        }
      }
    } finally {
      body.wipe();
    }
  }

  /** Bytes that are zeroed where they were gathered. */
  private static final class Chunks extends ByteArrayOutputStream {
    void add(byte[] chunk) {
      write(chunk, 0, chunk.length);
      Arrays.fill(chunk, (byte) 0);
    }

    void wipe() {
      Arrays.fill(buf, (byte) 0);
    }
  }

  /** Reads a line without its end, which is CR LF. */
  private String line(int most) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    for (int length = 0; length <= most; length++) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("it ends within the head");
      }
      headLeft--;
      if (b == '\r') {
        if (in.read() != '\n') {
          throw bad("a carriage return alone");
        }
        return line.toString(ISO_8859_1);
      }
      if (b == '\n' || (b < 0x20 && b != '\t') || b == 0x7f) {
        throw bad("a byte that has no place in a head");
      }
      line.write(b);
    }
    throw bad("a head longer than " + HEAD_LIMIT + " bytes");
  }

  private MalformedMessage tooLong() {
    return new MalformedMessage(413, "an answer longer than " + bodyLimit + " bytes");
  }

  private static MalformedMessage bad(String message) {
    return new MalformedMessage(400, message);
  }
}
