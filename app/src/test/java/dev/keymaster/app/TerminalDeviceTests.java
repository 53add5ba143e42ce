package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.cli.Terminal;
import dev.keymaster.model.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real pseudo-terminal whose other end is held by a small Python program. */
final class TerminalDeviceTests {
  /** Prints the terminal's name; then types its input as it comes and logs what is shown. */
  private static final String OTHER_END =
      """
      import os, pty, select, sys, termios, fcntl, struct
      master, slave = pty.openpty()
      fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 132, 0, 0))
      print(os.ttyname(slave), flush=True)
      while True:
          for ready in select.select([0, master], [], [])[0]:
              data = os.read(ready, 4096)
              if ready == 0 and not data: sys.exit()
              os.write(master if ready == 0 else 1, data)
      """;

  private Process person;
  private BufferedReader screen;
  private OutputStream keys;
  private Path device;

  @BeforeEach
  void open() throws IOException {
    person = new ProcessBuilder("/usr/bin/python3", "-c", OTHER_END).start();
    screen = person.inputReader();
    keys = person.getOutputStream();
    device = Path.of(screen.readLine());
  }

  @AfterEach
  void close() {
    person.destroyForcibly();
  }

  private void awaitPrompt(String prompt) throws IOException {
    for (int i = 0; i < prompt.length(); i++) {
      assertThat((char) screen.read()).isEqualTo(prompt.charAt(i));
    }
  }

  private Thread typist(String prompt, String answer) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            awaitPrompt(prompt);
            keys.write(answer.getBytes(UTF_8));
            keys.flush();
          } catch (IOException e) {
            person.destroyForcibly();
          }
        });
  }

  private Terminal terminal(Map<String, String> environment) {
    return new TerminalDevice(environment, device);
  }

  @Test
  void reads_a_secret_without_showing_it() throws Exception {
    Thread typist = typist("passphrase: ", "sk-canary-5a\n");
    try (Secret secret = terminal(Map.of()).readHidden("passphrase: ").orElseThrow()) {
      assertThat(new String(secret.reveal(), UTF_8)).isEqualTo("sk-canary-5a");
    }
    typist.join();
    assertThat(screen.readLine()).as("shown after the prompt").isEmpty();
  }

  @Test
  void restores_the_terminal() {
    String before = new Stty(device).read("-a");
    Thread typist = typist("? ", "x\n");
    terminal(Map.of()).readHidden("? ").orElseThrow().close();
    assertThat(typist.isDaemon()).isFalse();
    assertThat(new Stty(device).read("-a")).isEqualTo(before).contains(" echo ", " icanon ");
  }

  @Test
  void SL4_no_stty_of_the_path_sits_at_the_terminal() {
    assertThat(Path.of(Stty.PROGRAM)).isAbsolute().isExecutable();
  }

  @Test
  void reads_a_visible_line() {
    Thread typist = typist("name: ", "openai \n");
    assertThat(terminal(Map.of()).readLine("name: ")).contains("openai");
    assertThat(typist.isDaemon()).isFalse();
  }

  @Test
  void end_of_input_is_no_answer() {
    Thread typist = typist("name: ", "\u0004");
    assertThat(terminal(Map.of()).readLine("name: ")).isEmpty();
    assertThat(typist.isDaemon()).isFalse();
  }

  @Test
  void knows_its_width() {
    assertThat(terminal(Map.of()).columns()).isEqualTo(132);
    assertThat(terminal(Map.of("COLUMNS", "100")).columns()).isEqualTo(100);
    assertThat(terminal(Map.of("COLUMNS", "3")).columns()).isEqualTo(20);
    assertThat(terminal(Map.of("COLUMNS", "wide")).columns()).isEqualTo(80);
  }

  @Test
  void without_a_terminal_there_is_no_answer() {
    Terminal none = new TerminalDevice(Map.of(), Path.of("/nowhere/tty"));
    assertThat(none.columns()).isEqualTo(80);
    assertThat(none.readHidden("? ")).isEmpty();
    assertThat(none.readLine("? ")).isEmpty();
    assertThat(new TerminalDevice(Map.of(), Path.of("/dev/null")).readHidden("? ")).isEmpty();
  }

  @Test
  void streams_are_terminals_if_the_launcher_says_so() {
    Terminal terminal = terminal(Map.of(TerminalDevice.DESCRIPTORS, "02"));
    assertThat(terminal.has(Terminal.Stream.IN)).isTrue();
    assertThat(terminal.has(Terminal.Stream.OUT)).isFalse();
    assertThat(terminal.has(Terminal.Stream.ERR)).isTrue();
    assertThat(terminal(Map.of()).has(Terminal.Stream.IN)).isFalse();
  }
}
