package dev.keymaster.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpReaderTests {
  private static final int LIMIT = 1 << 16;
  private static final String GOOD =
      "POST /v1/unlock HTTP/1.1\r\nHost: k\r\nContent-Length: 3\r\n\r\nabc";

  private static HttpReader reader(String text) {
    return new HttpReader(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), LIMIT);
  }

  private static HttpRequest read(String text) throws IOException {
    return Objects.requireNonNull(reader(text).request());
  }

  @Test
  void a_request_is_read_with_path_query_fields_and_body() throws IOException {
    HttpRequest request =
        read(
            "PATCH /v1/keys/dev/a/b.c?version=2&x= HTTP/1.1\r\nHost: keymaster\r\n"
                + "X-Empty:\r\nX-Wide: \t a b \t\r\nContent-Length: 5\r\n\r\nhello");
    assertThat(request.method()).isEqualTo("PATCH");
    assertThat(request.path()).isEqualTo("/v1/keys/dev/a/b.c");
    assertThat(request.query()).isEqualTo(Map.of("version", "2", "x", ""));
    assertThat(request.fields().first("x-wide")).contains("a b");
    assertThat(request.fields().first("x-empty")).contains("");
    assertThat(request.body()).isEqualTo("hello".getBytes(UTF_8));
  }

  @Test
  void requests_follow_each_other_on_one_connection_until_it_ends() throws IOException {
    HttpReader reader = reader(GOOD + GOOD.replace("abc", "xyz"));
    assertThat(Objects.requireNonNull(reader.request()).body()).asString().isEqualTo("abc");
    assertThat(reader.buffered()).isTrue();
    assertThat(Objects.requireNonNull(reader.request()).body()).asString().isEqualTo("xyz");
    assertThat(reader.buffered()).isFalse();
    assertThat(reader.request()).isNull();
  }

  @Test
  void it_reads_the_same_however_the_bytes_arrive() throws IOException {
    InputStream drops =
        new ByteArrayInputStream((GOOD + GOOD).getBytes(UTF_8)) {
          @Override
          public synchronized int read(byte[] target, int from, int count) {
            return super.read(target, from, Math.min(1, count));
          }
        };
    HttpReader reader = new HttpReader(drops, LIMIT);
    for (int i = 0; i < 2; i++) {
      assertThat(Objects.requireNonNull(reader.request()).body()).asString().isEqualTo("abc");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "GET / HTTP/1.1~~|no Host|400",
        "GET / HTTP/1.1~Host: a~Host: b~~|two Hosts|400",
        "GET / HTTP/1.1~Host: a~Content-Length: +5~~hello|a sign|400",
        "GET / HTTP/1.1~Host: a~Content-Length: -1~~|a negative length|400",
        "GET / HTTP/1.1~Host: a~Content-Length: 0x5~~hello|a hex length|400",
        "GET / HTTP/1.1~Host: a~Content-Length: 05~~hello|a leading zero|400",
        "GET / HTTP/1.1~Host: a~Content-Length: 5, 5~~hello|a list of lengths|400",
        "GET / HTTP/1.1~Host: a~Content-Length: 5~Content-Length: 5~~hello|two lengths|400",
        "GET / HTTP/1.1~Host: a~Content-Length: 2147483648~~|2 GiB|413",
        "GET / HTTP/1.1~Host: a~Content-Length: 99999999999~~|too many digits|400",
        "GET / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0~~|chunks|501",
        "GET / HTTP/1.1~Host: a~Content-Length: 5~Transfer-Encoding: chunked~~0~~|both|501",
        "GET http://other/ HTTP/1.1~Host: a~~|an absolute target|400",
        "GET * HTTP/1.1~Host: a~~|a star|400",
        "GET /%2e%2e HTTP/1.1~Host: a~~|percent-encoding|400",
        "GET /a?b HTTP/1.1~Host: a~~|a parameter without value|400",
        "GET /a?b=1&b=2 HTTP/1.1~Host: a~~|a parameter twice|400",
        "GET /a#b HTTP/1.1~Host: a~~|a fragment|400",
        "GET  / HTTP/1.1~Host: a~~|two spaces|400",
        "get / HTTP/1.1~Host: a~~|lower case|400",
        "TRACE / HTTP/1.1~Host: a~~|TRACE|501",
        "CONNECT /a HTTP/1.1~Host: a~~|CONNECT|501",
        "GET / HTTP/1.0~Host: a~~|HTTP/1.0|505",
        "GET / HTTP/2.0~Host: a~~|HTTP/2|400",
        "GET / HTTP/1.1~Host: a~X: b~ folded~~|a folded line|400",
        "GET / HTTP/1.1~Host: a~X : b~~|a space before the colon|400",
        "GET / HTTP/1.1~Host: a~: b~~|no name|400",
        "GET / HTTP/1.1~Host: a~no colon~~|no colon|400",
        "GET / HTTP/1.1^Host: a~~|a bare line feed|400",
        "GET / HTTP/1.1~Host: a`X: b~~|a bare return|400",
        "GET / HTTP/1.1~Host: a~X: \u0000~~|NUL|400",
        "GET / HTTP/1.1~Host: a~X: \u007f~~|DEL|400",
        "GET / HTTP/1.1~Host: a~X: \u00e9~~|a byte above ASCII|400",
        "GET / HTTP/1.1~Ho|half a head|400",
        "POST / HTTP/1.1~Host: a~Content-Length: 9~~hello|half a body|400",
        "~~GET / HTTP/1.1~Host: a~~|an empty line first|400"
      })
  void SD26_what_two_readers_could_read_differently_is_refused(
      String text, String what, int status) {
    String bytes = text.replace("~", "\r\n").replace('^', '\n').replace('`', '\r');
    assertThatThrownBy(() -> reader(bytes).request())
        .as(what)
        .isInstanceOfSatisfying(
            MalformedMessage.class, e -> assertThat(e.status()).isEqualTo(status));
  }

  @Test
  void heads_and_bodies_are_bounded() {
    String start = "GET / HTTP/1.1\r\nHost: a\r\n";
    refused(431, start + "X: " + "x".repeat(9000) + "\r\n\r\n");
    refused(431, start + "X: y\r\n".repeat(64) + "\r\n");
    refused(413, start + "Content-Length: 65537\r\n\r\n");
  }

  private static void refused(int status, String text) {
    assertThatThrownBy(() -> reader(text).request())
        .isInstanceOfSatisfying(
            MalformedMessage.class, e -> assertThat(e.status()).isEqualTo(status));
  }

  @Test
  void a_body_of_the_largest_size_is_read_whole() throws IOException {
    String body = "x".repeat(LIMIT);
    HttpRequest request =
        read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LIMIT + "\r\n\r\n" + body);
    assertThat(request.body()).hasSize(LIMIT).containsOnly('x');
  }

  @Test
  void SL5_a_hundred_thousand_damaged_frames_are_answered_or_refused_and_nothing_else()
      throws IOException {
    Random random = new Random(5);
    int refused = 0;
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = GOOD.getBytes(UTF_8);
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(bytes.length + 1);
      try {
        new HttpReader(new ByteArrayInputStream(bytes, 0, length), LIMIT).request();
      } catch (MalformedMessage e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(70_000, 99_999);
  }

  @Test
  void what_is_written_is_read_back() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HttpWriter writer = new HttpWriter(out);
    HttpFields more = HttpFields.NONE.with("Keymaster-Build", "b1");
    writer.request("POST", "/v1/x?y=1", more, HttpResponse.OCTETS, new byte[] {1, 2});
    writer.response(HttpResponse.json(404, new JsonWriter().set("a", 1)).with("x", "y"), true);
    writer.response(HttpResponse.empty(204), false);
    HttpReader reader = new HttpReader(new ByteArrayInputStream(out.toByteArray()), LIMIT);
    HttpRequest request = Objects.requireNonNull(reader.request());
    assertThat(request.path()).isEqualTo("/v1/x");
    assertThat(request.fields().first("keymaster-build")).contains("b1");
    assertThat(request.body()).containsExactly(1, 2);
    HttpResponse response = reader.response();
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.type()).isEqualTo(HttpResponse.JSON);
    assertThat(response.fields().says("connection", "CLOSE")).isTrue();
    assertThat(response.body()).asString().isEqualTo("{\"a\":1}");
    assertThat(reader.response().status()).isEqualTo(204);
    assertThatThrownBy(reader::response).isInstanceOf(MalformedMessage.class);
  }

  @Test
  void a_header_value_cannot_break_out_of_its_line() {
    HttpWriter writer = new HttpWriter(new ByteArrayOutputStream());
    HttpFields evil = HttpFields.NONE.with("x", "a\r\nset: b");
    assertThatThrownBy(() -> writer.request("GET", "/", evil, "", new byte[0]))
        .hasMessageContaining("break the message");
  }
}
