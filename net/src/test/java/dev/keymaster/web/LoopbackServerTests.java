package dev.keymaster.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.net.HttpRequest;
import dev.keymaster.net.HttpResponse;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopbackServerTests {
  private final ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    crowd.close();
  }

  private static LoopbackServer open(
      Predicate<Socket> welcome, Function<HttpRequest, HttpResponse> answers) throws IOException {
    return LoopbackServer.open(0, welcome, 10, Duration.ofMinutes(1), answers);
  }

  private static Socket peer(LoopbackServer server) throws IOException {
    Socket peer = new Socket(server.address().getAddress(), server.address().getPort());
    peer.setSoTimeout(20_000);
    return peer;
  }

  private static String said(LoopbackServer server, String host, String body) throws IOException {
    try (Socket peer = peer(server)) {
      String head =
          "POST / HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
      peer.getOutputStream().write((head + body).getBytes(UTF_8));
      return new String(peer.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 204",
    "localhost:9464, 204",
    "127.0.0.1:1, 204",
    "[::1]:1, 204",
    "evil.example, 403",
    "localhost.evil.example, 403",
    "127.0.0.1.evil.example:80, 403",
    "evil.example:localhost, 403",
    "'', 403"
  })
  void SL5_it_is_asked_for_by_this_machines_own_name_or_not_answered(String host, int status)
      throws IOException {
    AtomicInteger asked = new AtomicInteger();
    Function<HttpRequest, HttpResponse> counting =
        request -> {
          asked.incrementAndGet();
          return HttpResponse.empty(204);
        };
    try (LoopbackServer server = open(LoopbackServerTests::anybody, counting)) {
      assertThat(said(server, host, "")).startsWith("HTTP/1.1 " + status + " ");
      assertThat(asked).hasValue(status == 204 ? 1 : 0);
    }
  }

  @Test
  void a_body_is_taken_up_to_its_limit() throws IOException {
    try (LoopbackServer server = open(LoopbackServerTests::anybody, LoopbackServerTests::well)) {
      assertThat(said(server, "localhost", "x".repeat(10))).startsWith("HTTP/1.1 204 ");
      assertThat(said(server, "localhost", "x".repeat(11))).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void SL1_who_is_not_welcome_is_not_answered_and_takes_no_place() throws IOException {
    AtomicInteger looked = new AtomicInteger();
    Predicate<Socket> afterMany = peer -> looked.incrementAndGet() > 20;
    try (LoopbackServer server = open(afterMany, LoopbackServerTests::well)) {
      for (int i = 0; i < 20; i++) {
        try (Socket peer = peer(server)) {
          assertThat(peer.getInputStream().read()).as("closed").isEqualTo(-1);
        }
      }
      assertThat(said(server, "localhost", "")).startsWith("HTTP/1.1 204 ");
    }
  }

  @Test
  void one_too_many_is_sent_away_and_the_others_are_served() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(8);
    Function<HttpRequest, HttpResponse> waiting =
        request -> {
          inside.countDown();
          await(go);
          return HttpResponse.empty(204);
        };
    try (LoopbackServer server = open(LoopbackServerTests::anybody, waiting)) {
      List<CompletableFuture<String>> eight = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        eight.add(CompletableFuture.supplyAsync(() -> calm(server), crowd));
      }
      assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
      try (Socket ninth = peer(server)) {
        assertThat(ninth.getInputStream().read()).isEqualTo(-1);
      }
      go.countDown();
      assertThat(eight).allSatisfy(each -> assertThat(each.get()).startsWith("HTTP/1.1 204 "));
    }
  }

  @Test
  void what_is_being_answered_when_it_closes_is_answered_first() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Function<HttpRequest, HttpResponse> waiting =
        request -> {
          inside.countDown();
          await(go);
          return HttpResponse.empty(204);
        };
    LoopbackServer server = open(LoopbackServerTests::anybody, waiting);
    CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> calm(server), crowd);
    assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close, crowd);
    while (listens(server)) {
      Thread.onSpinWait();
    }
    assertThat(closed).isNotDone();
    go.countDown();
    closed.get(20, TimeUnit.SECONDS);
    assertThat(asked.get(20, TimeUnit.SECONDS)).startsWith("HTTP/1.1 204 ");
  }

  private static boolean listens(LoopbackServer server) {
    try (Socket peer = peer(server)) {
      return peer.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void a_port_of_another_is_told() throws IOException {
    try (LoopbackServer server = open(LoopbackServerTests::anybody, LoopbackServerTests::well)) {
      int port = server.address().getPort();
      assertThatThrownBy(() ->
              LoopbackServer.open(
                  port, LoopbackServerTests::anybody, 10, LoopbackServerTests::well))
          .isInstanceOf(IOException.class);
    }
  }

  private static boolean anybody(Socket peer) {
    return peer.isConnected();
  }

  private static HttpResponse well(HttpRequest request) {
    return HttpResponse.empty(204);
  }

  private static String calm(LoopbackServer server) {
    try {
      return said(server, "localhost", "");
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
