package dev.keymaster.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real notification daemon on a bus and a display of its own. */
class DesktopNoticesTests {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final List<Process> processes = new ArrayList<>();
  private final Path folder;

  DesktopNoticesTests(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void end() {
    processes.reversed().forEach(Process::destroyForcibly);
  }

  private Process start(Map<String, String> variables, Path out, String... command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true).redirectOutput(out.toFile());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private int uid() throws IOException {
    return (int) Files.getAttribute(folder, "unix:uid");
  }

  /** Starts a display and returns its name. */
  private String display() throws IOException {
    Process display =
        new ProcessBuilder("Xvfb", "-displayfd", "1", "-nolisten", "tcp")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    processes.add(display);
    return ":" + display.inputReader(StandardCharsets.UTF_8).readLine();
  }

  @Test
  void F8_the_desktop_shows_what_is_told_and_takes_no_name_for_markup() throws Exception {
    Path shown = folder.resolve("shown");
    try (PrivateBus bus = new PrivateBus().start(folder)) {
      bus.variables().put("DISPLAY", display());
      Process daemon = start(bus.variables(), shown, "dunst", "-print");
      DesktopNotices desktop = DesktopNotices.of(bus.variables(), uid()).orElseThrow();
      show(desktop, daemon);
      await(shown, "urgency: CRITICAL");
    }
    assertThat(Files.readString(shown))
        .contains("appname: 'Keymaster'", "summary: 'Keymaster: refused'")
        .contains("body: 'denied of km://prod/openai by &lt;b&gt;x'");
  }

  @Test
  void a_real_desktop_brings_the_answer_of_a_person() throws Exception {
    Path pick = folder.resolve("pick");
    Files.writeString(pick, "#!/bin/sh\ngrep -m1 'Deny'\n");
    Files.setPosixFilePermissions(pick, PosixFilePermissions.fromString("rwx------"));
    Path config = folder.resolve("dunstrc");
    Files.writeString(config, "[global]\ndmenu = " + pick + "\n");
    try (PrivateBus bus = new PrivateBus().start(folder)) {
      bus.variables().put("DISPLAY", display());
      Path shown = folder.resolve("shown");
      Process daemon = start(bus.variables(), shown, "dunst", "-print", "-conf", config.toString());
      DesktopNotices desktop = DesktopNotices.of(bus.variables(), uid()).orElseThrow();
      show(desktop, daemon);
      NavigableMap<String, String> buttons =
          new TreeMap<>(Map.of("1-once", "Allow once", "3-deny", "Deny"));
      DesktopNotices.Question question =
          new DesktopNotices.Question("Keymaster asks", "Allow?", buttons);
      CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              answer.complete(desktop.ask(question, LIMIT, LIMIT, () -> false));
            } catch (IOException e) {
              answer.completeExceptionally(e);
            }
          });
      await(shown, "summary: 'Keymaster asks'");
      start(bus.variables(), folder.resolve("click"), "dunstctl", "context").waitFor();
      assertThat(answer.get()).contains("3-deny");
    }
  }

  /** Until the daemon answers to its name. */
  private static void show(DesktopNotices desktop, Process daemon) throws Exception {
    while (true) {
      try {
        desktop.show("Keymaster: refused", "denied of km://prod/openai by <b>x", LIMIT);
        return;
      } catch (IOException e) {
        assertThat(daemon.isAlive()).isTrue();
        Thread.sleep(50);
      }
    }
  }

  private static void await(Path file, String text) throws Exception {
    while (!Files.readString(file).contains(text)) {
      Thread.sleep(20);
    }
  }

  @Test
  void without_a_daemon_it_is_a_failure() throws IOException {
    try (PrivateBus bus = new PrivateBus().start(folder)) {
      DesktopNotices desktop = DesktopNotices.of(bus.variables(), uid()).orElseThrow();
      assertThatThrownBy(() -> desktop.show("x", "y", LIMIT)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void without_a_bus_there_is_no_desktop() {
    assertThat(DesktopNotices.of(Map.of(), 0)).isEmpty();
  }
}
