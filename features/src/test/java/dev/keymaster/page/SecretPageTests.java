package dev.keymaster.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** G10: a person is asked on a page; nobody else answers it. */
class SecretPageTests {
  private static final Duration NOW = Duration.ofMillis(1);
  private static final String TYPED = "sk-canary-é=&%\"";

  private final SecretPage page =
      SecretPage.open(
          "Value of a<b> in dev",
          "user 7: <i>sh</i>",
          new SecureRandom()::nextBytes,
          SecretPageTests::take);
  private final URI address = URI.create(page.address());

  @AfterEach
  void close() {
    page.close();
  }

  private static Secret take(byte[] typed) {
    if (typed.length == 0) {
      throw KeymasterException.usage("the value is <empty>", "");
    }
    return Secret.taking(typed);
  }

  private String said(String request) throws IOException {
    try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      peer.setSoTimeout(20_000);
      peer.getOutputStream().write(request.getBytes(UTF_8));
      return new String(peer.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private String got(String path) throws IOException {
    return said("GET " + path + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\n\r\n");
  }

  private String sent(String origin, String body) throws IOException {
    return said(
        "POST "
            + address.getPath()
            + " HTTP/1.1\r\nHost: "
            + address.getAuthority()
            + "\r\nOrigin: "
            + origin
            + "\r\nContent-Type: text/plain\r\nContent-Length: "
            + body.getBytes(UTF_8).length
            + "\r\n\r\n"
            + body);
  }

  private String own() {
    return "http://" + address.getAuthority();
  }

  @Test
  @RevealsSecret("compared")
  void G10_what_is_typed_arrives_as_it_was_and_once() throws IOException {
    assertThat(got(address.getPath()))
        .contains(
            "200 OK",
            "Value of a&lt;b&gt; in dev",
            "<b>user 7: &lt;i&gt;sh&lt;/i&gt;</b>",
            "default-src 'none'",
            "no-store");
    assertThat(sent(own(), "value=" + TYPED + "\r\n")).contains("200 OK").doesNotContain("canary");
    try (Secret secret = page.await(NOW, NOW, () -> {}, "")) {
      assertThat(new String(secret.reveal(), UTF_8)).isEqualTo(TYPED);
    }
    assertThat(sent(own(), "value=sk-canary-second\r\n")).contains("409 ", "Nothing was taken");
    assertThat(got(address.getPath())).contains("It is too late").doesNotContain("<form");
  }

  /** Whoever waits holds a connection to the agent, which ends those on which nothing is said. */
  @Test
  void G10_something_is_done_while_nobody_types_and_what_fails_there_ends_it() {
    AtomicInteger pulses = new AtomicInteger();
    assertThatThrownBy(() -> page.await(NOW.multipliedBy(5), NOW, pulses::incrementAndGet, ""))
        .hasMessageContaining("nobody typed it");
    assertThat(pulses).hasValue(4);
    try (SecretPage another =
        SecretPage.open("x", "user 7", new SecureRandom()::nextBytes, SecretPageTests::take)) {
      Runnable gone =
          () -> {
            throw KeymasterException.usage("the agent is gone", "");
          };
      assertThatThrownBy(() -> another.await(NOW.multipliedBy(5), NOW, gone, ""))
          .hasMessage("the agent is gone");
    }
  }

  @Test
  void G10_what_is_not_wanted_is_told_and_asked_for_again() throws IOException {
    assertThat(sent(own(), "value=\r\n")).contains("422 ", "the value is &lt;empty&gt;", "<form");
    assertThat(sent(own(), "other=x\r\n")).contains("400 ");
    assertThatThrownBy(() -> page.await(NOW, NOW, () -> {}, "hint"))
        .hasMessageContaining("nobody typed it");
    assertThat(sent(own(), "value=sk-canary-late\r\n")).contains("409 ", "Nothing was taken");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://localhost:1", "https://127.0.0.1"})
  void SL5_pages_of_others_send_nothing(String origin) throws IOException {
    assertThat(sent(origin, "value=sk-canary-evil\r\n")).contains("403 ");
    assertThatThrownBy(() -> page.await(NOW, NOW, () -> {}, ""))
        .isInstanceOf(KeymasterException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sec-Fetch-Site: cross-site\r\nOrigin: ", "Sec-Fetch-Site: none\r\nX: "})
  void SL5_what_a_browser_says_of_where_it_comes_from_counts(String fields) throws IOException {
    String body = "value=sk-canary-evil\r\n";
    assertThat(
            said(
                "POST "
                    + address.getPath()
                    + " HTTP/1.1\r\nHost: "
                    + address.getAuthority()
                    + "\r\n"
                    + fields
                    + own()
                    + "\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body))
        .contains("403 ");
    assertThatThrownBy(() -> page.await(NOW, NOW, () -> {}, ""))
        .isInstanceOf(KeymasterException.class);
  }

  @ParameterizedTest
  @CsvSource({"/, 404", "/00000000000000000000000000000000, 404", "/favicon.ico, 404"})
  void SL5_who_does_not_know_the_address_sees_nothing(String path, String status)
      throws IOException {
    assertThat(got(path)).contains(status).doesNotContain("Value of");
  }

  /** Its address stands among the arguments of the browser, which everybody can read. */
  @Test
  void SL1_another_user_who_has_seen_the_address_is_not_answered() throws Exception {
    List<String> curl =
        List.of("curl", "-s", "-w", "%{http_code}", "-o", "/dev/null", own() + address.getPath());
    List<String> nobody =
        new ArrayList<>(List.of("setpriv", "--reuid=65534", "--clear-groups", "--"));
    nobody.addAll(curl);
    assertThat(out(curl)).isEqualTo("200, exit 0");
    assertThat(out(nobody)).as("it is connected and hears nothing").matches("000, exit (52|56)");
  }

  private static String out(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    return text + ", exit " + process.waitFor();
  }

  @Test
  void SL5_a_name_that_leads_here_is_no_name_of_ours() throws IOException {
    assertThat(said("GET " + address.getPath() + " HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .contains("403 ");
    assertThat(said("DELETE " + address.getPath() + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
        .contains("405 ");
  }
}
