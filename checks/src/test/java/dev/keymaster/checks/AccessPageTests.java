package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.report.AccessCount;
import dev.keymaster.report.AccessPage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code report access} in a real browser. */
class AccessPageTests {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final List<String> fetched = new CopyOnWriteArrayList<>();
  private final Path folder;
  private HttpServer server;
  private byte[] page = {};

  AccessPageTests(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    server.createContext(
        "/",
        exchange -> {
          fetched.add(exchange.getRequestURI().getPath());
          exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private String page(String... programs) {
    AccessQuery query =
        new AccessQuery(NOW.minus(Duration.ofDays(30)), ZoneOffset.UTC, null, null, null);
    AccessCount count = new AccessCount(query, NOW);
    for (String program : programs) {
      for (int day = 1; day < 20; day++) {
        Instant time = NOW.minus(Duration.ofHours(23L * day));
        Caller caller = new Caller(1000, 1, program);
        count.add(new Event(0, time, EventKind.REVEAL, caller, "km://prod/openai", ""));
      }
    }
    return AccessPage.of(count.report());
  }

  private String[] hostile() {
    return new String[] {
      "<script>document.title='ran'</script>",
      "\"><img src=" + address() + "fetched onerror=document.title='ran'>",
      "</style><style>@import url(" + address() + "fetched)</style>",
      "</title></svg><iframe src=" + address() + "fetched>",
    };
  }

  /** Runs the browser and returns what it printed. */
  private String browse(String content, String... options) throws Exception {
    page = content.getBytes(UTF_8);
    List<String> command =
        new ArrayList<>(
            List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--window-size=1120,1400",
                "--virtual-time-budget=2000",
                "--user-data-dir=" + folder.resolve("profile")));
    command.addAll(Arrays.asList(options));
    command.add(address() + "report.html");
    Path out = folder.resolve("out");
    Process browser =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(browser.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly();
    }
    return Files.readString(out);
  }

  private List<String> fetchedFromPage() {
    return fetched.stream().filter(path -> !path.equals("/favicon.ico")).toList();
  }

  @Test
  void ASVS_1_2_10_a_browser_fetches_nothing_and_runs_nothing_of_it() throws Exception {
    String shown = browse(page(hostile()), "--dump-dom");
    assertThat(shown).contains("<title>Access report</title>", "&lt;script&gt;document.title");
    assertThat(fetchedFromPage()).containsExactly("/report.html");
  }

  @Test
  void this_test_would_notice_a_page_that_fetches_and_runs() throws Exception {
    String open = String.join("", hostile());
    String shown = browse("<!DOCTYPE html><title>Access report</title>" + open, "--dump-dom");
    assertThat(shown).contains("<title>ran</title>");
    assertThat(fetchedFromPage()).contains("/fetched");
  }

  @Test
  void even_markup_that_got_through_would_neither_fetch_nor_run() throws Exception {
    String broken = page("node").replace("</main>", String.join("", hostile()) + "</main>");
    assertThat(broken).contains("<script>");
    assertThat(browse(broken, "--dump-dom")).contains("<title>Access report</title>");
    assertThat(fetchedFromPage()).containsExactly("/report.html");
  }

  @Test
  void it_is_drawn_in_light_and_in_dark() throws Exception {
    Path light = folder.resolve("light.png");
    Path dark = folder.resolve("dark.png");
    String content = page("bash", "node");
    browse(content, "--screenshot=" + light);
    browse(content, "--blink-settings=preferredColorScheme=0", "--screenshot=" + dark);
    int bright = brightness(light);
    assertThat(bright).isGreaterThan(200);
    assertThat(brightness(dark)).isLessThan(60);
  }

  /** The mean of the corner, 0 to 255. */
  private static int brightness(Path picture) throws IOException {
    var image = javax.imageio.ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isEqualTo(1120);
    int colour = image.getRGB(4, 4);
    return ((colour >> 16 & 255) + (colour >> 8 & 255) + (colour & 255)) / 3;
  }
}
