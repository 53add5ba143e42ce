package dev.keymaster.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.net.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTests {
  private static HttpResponse read(String text) throws IOException {
    return new AnswerReader(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), 1000).answer();
  }

  private static String body(String text) throws IOException {
    return new String(read(text).body(), ISO_8859_1);
  }

  @Test
  void a_body_ends_by_its_length_by_its_chunks_or_with_the_connection() throws IOException {
    assertThat(body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd")).isEqualTo("abc");
    String chunks = "3;x=y\r\nabc\r\nA \r\n0123456789\r\n0\r\nx-late: 1\r\n\r\n";
    assertThat(body("HTTP/1.1 200\r\ntransfer-encoding: chunked\r\n\r\n" + chunks))
        .isEqualTo("abc0123456789");
    assertThat(body("HTTP/1.0 500 Bad \u00e9\r\n\r\nto the end")).isEqualTo("to the end");
    assertThat(body("HTTP/1.1 204 \r\ncontent-length: 9\r\n\r\n")).isEmpty();
  }

  @Test
  void interim_answers_are_passed_over() throws IOException {
    HttpResponse answer =
        read("HTTP/1.1 103 Early\r\nlink: x\r\n\r\nHTTP/1.1 404 N\r\nContent-Type: a/b\r\n\r\n");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.type()).isEqualTo("a/b");
    assertThat(answer.fields().first("link")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 OK\nx: y\n\n",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 101 Switching\r\n\r\n",
        "HTTP/1.1 200 OK\r\n folded\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx y: z\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabcX\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffff\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx\u0000y: z\r\n\r\n"
      })
  void what_is_cut_has_two_meanings_or_has_no_end_is_refused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
  }

  @Test
  void a_body_a_head_and_interim_answers_have_bounds() {
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1001)))
        .hasMessageContaining("longer than 1000");
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n" + "x: y\r\n".repeat(300) + "\r\n"))
        .hasMessageContaining("header fields");
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nx: " + "y".repeat(70_000)))
        .hasMessageContaining("head longer");
    assertThatThrownBy(() -> read("HTTP/1.1 100 C\r\n\r\n".repeat(20)))
        .hasMessageContaining("without end");
  }
}
