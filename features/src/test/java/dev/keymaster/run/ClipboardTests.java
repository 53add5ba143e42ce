package dev.keymaster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ClipboardTests {
  private static final String CANARY = "sk-canary-0f1e2d3c4b5a69788796a5b4c3d2e1f0";
  private static final Duration SOON = Duration.ofSeconds(1);

  @TempDir Path folder;
  private final List<byte[]> typed = new ArrayList<>();

  private static Secret secret(String text) {
    return Secret.taking(text.getBytes(StandardCharsets.UTF_8));
  }

  private Clipboard clipboard(Map<String, String> environment) {
    return new Clipboard(ClipboardTool.present(environment), this::type);
  }

  private boolean type(byte[] bytes) {
    typed.add(bytes.clone());
    return true;
  }

  private static String text(Clipboard clipboard) {
    try (Secret found = clipboard.paste()) {
      return new String(found.reveal(), StandardCharsets.UTF_8);
    }
  }

  private static boolean readable(Clipboard clipboard) {
    try (Secret found = clipboard.paste()) {
      return found.length() > 0;
    } catch (KeymasterException e) {
      return false;
    }
  }

  private static void awaitClearing() throws InterruptedException {
    while (ProcessHandle.current()
        .children()
        .anyMatch(child -> child.info().arguments().map(ClipboardTests::clears).orElse(false))) {
      Thread.sleep(20);
    }
  }

  private static boolean clears(String[] arguments) {
    return arguments.length > 1 && arguments[1].contains("read -r salt");
  }

  @Nested
  class OnX11 {
    private Clipboard clipboard;
    private Process server;

    @BeforeEach
    void start() throws IOException {
      server =
          new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "64x64x8")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String display = ":" + server.inputReader().readLine();
      clipboard =
          clipboard(
              Map.of("PATH", System.getenv("PATH"), "DISPLAY", display, "HOME", folder.toString()));
    }

    @AfterEach
    void stop() throws InterruptedException {
      server.destroy();
      server.waitFor();
    }

    @Test
    void value_is_there_byte_for_byte_and_read_back() {
      try (Secret value = secret(CANARY + " \u00e9 \u4e16 'q' \"d\" \\ $x")) {
        assertThat(clipboard.copy(value)).isEqualTo(new Clipboard.Copied("xclip", true));
        try (Secret found = clipboard.paste()) {
          assertThat(found.sameAs(value)).isTrue();
        }
      }
      assertThat(typed).isEmpty();
    }

    @Test
    void value_is_cleared_when_it_is_still_there() throws Exception {
      try (Secret value = secret(CANARY)) {
        Clipboard.Copied copied = clipboard.copy(value);
        assertThat(clipboard.clearLater(copied, value, SOON)).isTrue();
      }
      assertThat(text(clipboard)).isEqualTo(CANARY);
      awaitClearing();
      assertThat(readable(clipboard)).isFalse();
    }

    @Test
    void what_was_copied_since_stays() throws Exception {
      try (Secret value = secret(CANARY);
          Secret other = secret("something else")) {
        assertThat(clipboard.clearLater(clipboard.copy(value), value, SOON)).isTrue();
        clipboard.copy(other);
      }
      awaitClearing();
      assertThat(text(clipboard)).isEqualTo("something else");
    }

    @Test
    void clearing_process_knows_neither_value_nor_hash_on_its_command_line() throws Exception {
      try (Secret value = secret(CANARY)) {
        clipboard.clearLater(clipboard.copy(value), value, SOON);
      }
      List<String> words =
          ProcessHandle.current()
              .children()
              .flatMap(child -> child.info().arguments().stream())
              .filter(ClipboardTests::clears)
              .flatMap(Arrays::stream)
              .toList();
      assertThat(words).isNotEmpty().noneMatch(word -> word.contains("canary"));
      assertThat(words).noneMatch(word -> word.matches("[0-9a-f]{32,}"));
      awaitClearing();
    }

    @Test
    void empty_clipboard_cannot_be_read() {
      assertThatThrownBy(clipboard::paste)
          .isInstanceOf(KeymasterException.class)
          .hasMessage("the clipboard cannot be read");
    }
  }

  @Nested
  class WithTools {
    private Path tool(String name, String body) throws IOException {
      Path file = folder.resolve(name);
      Files.writeString(file, "#!/bin/sh\n" + body + "\n");
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Map<String, String> desktop(String variable) {
      return Map.of("PATH", folder + ":/usr/bin:/bin", variable, "x", "STORE", folder + "/store");
    }

    @Test
    void wayland_comes_first_and_secrets_of_keymaster_do_not_reach_the_tool() throws IOException {
      tool("wl-copy", "cat > \"$STORE\"; env > \"$STORE.env\"; echo \"$@\" > \"$STORE.args\"");
      tool("wl-paste", "test \"$1\" = --no-newline && cat \"$STORE\"");
      try (Secret value = secret(CANARY)) {
        assertThat(clipboard(desktop("WAYLAND_DISPLAY")).copy(value))
            .isEqualTo(new Clipboard.Copied("wl-copy", true));
      }
      assertThat(folder.resolve("store")).hasContent(CANARY);
      assertThat(Files.readString(folder.resolve("store.args"))).doesNotContain(CANARY);
      assertThat(Files.readString(folder.resolve("store.env"))).doesNotContain(CANARY);
    }

    @Test
    void tool_that_loses_the_value_is_not_believed() throws IOException {
      tool("xclip", "case $* in *-in*) cat >/dev/null;; *) printf other;; esac");
      try (Secret value = secret(CANARY)) {
        Clipboard.Copied copied = clipboard(desktop("DISPLAY")).copy(value);
        assertThat(copied).isEqualTo(new Clipboard.Copied("terminal", false));
      }
      assertThat(typed).hasSize(1);
    }

    @Test
    void next_tool_is_asked_when_one_fails() throws IOException {
      tool("xclip", "exit 1");
      tool("xsel", "case $* in *--input*) cat >\"$STORE\";; *) cat \"$STORE\";; esac");
      Clipboard clipboard = clipboard(desktop("DISPLAY"));
      try (Secret value = secret(CANARY)) {
        assertThat(clipboard.copy(value).by()).isEqualTo("xsel");
      }
      assertThat(text(clipboard)).isEqualTo(CANARY);
    }

    @Test
    void oversized_clipboards_are_not_read() throws IOException {
      tool("xclip", "head -c 1048577 /dev/zero");
      assertThat(readable(clipboard(desktop("DISPLAY")))).isFalse();
    }

    @Test
    void display_variables_decide() throws IOException {
      tool("wl-copy", "cat >/dev/null");
      assertThat(ClipboardTool.present(desktop("NO_DISPLAY")))
          .noneMatch(tool -> tool.name().equals("wl-copy"));
      assertThat(ClipboardTool.present(desktop("WAYLAND_DISPLAY")))
          .anyMatch(tool -> tool.name().equals("wl-copy"));
    }
  }

  @Nested
  class OnABareTerminal {
    private final Clipboard clipboard = new Clipboard(List.of(), ClipboardTests.this::type);

    @Test
    void terminal_takes_the_value_and_nobody_says_it_was_verified() {
      try (Secret value = secret(CANARY)) {
        Clipboard.Copied copied = clipboard.copy(value);
        assertThat(copied).isEqualTo(new Clipboard.Copied("terminal", false));
        assertThat(clipboard.clearLater(copied, value, SOON)).isFalse();
      }
      String sequence = new String(typed.getFirst(), StandardCharsets.US_ASCII);
      assertThat(sequence).startsWith("\u001b]52;c;").endsWith("\u0007");
      String encoded = sequence.substring(7, sequence.length() - 1);
      assertThat(new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII))
          .isEqualTo(CANARY);
    }

    @Test
    void value_that_terminals_would_cut_is_refused() {
      try (Secret value = Secret.taking(new byte[56_001])) {
        assertThatThrownBy(() -> clipboard.copy(value))
            .isInstanceOf(KeymasterException.class)
            .hasMessage("no clipboard takes the value");
      }
      assertThat(typed).isEmpty();
    }

    @Test
    void without_a_terminal_nothing_takes_it() {
      Clipboard none = new Clipboard(List.of(), bytes -> false);
      try (Secret value = secret(CANARY)) {
        assertThatThrownBy(() -> none.copy(value))
            .isInstanceOf(KeymasterException.class)
            .extracting(e -> ((KeymasterException) e).hint())
            .asString()
            .contains("xclip");
      }
    }

    @Test
    void sequence_reaches_the_terminal_of_the_process() throws Exception {
      String java = String.join(" ", Started.javaCommand()).replace("StartMain", "TerminalMain");
      Process process = new ProcessBuilder("script", "-qec", java, "/dev/null").start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(process.waitFor()).isZero();
      String encoded =
          Base64.getEncoder().encodeToString(TerminalMain.TEXT.getBytes(StandardCharsets.US_ASCII));
      assertThat(out).contains("\u001b]52;c;" + encoded + "\u0007");
    }
  }
}
