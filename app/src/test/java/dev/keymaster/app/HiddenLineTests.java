package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HiddenLineTests {
  /** Keys that come one by one, as typed. */
  private static InputStream typed(String keys) {
    return new ByteArrayInputStream(keys.getBytes(UTF_8)) {
      @Override
      public synchronized int available() {
        return 0;
      }
    };
  }

  private static String line(InputStream in) throws IOException {
    try (Secret secret = new HiddenLine(in).read().orElseThrow()) {
      return new String(secret.reveal(), UTF_8);
    }
  }

  @Test
  void ends_at_the_line_end() throws IOException {
    assertThat(line(typed("abc\ndef\n"))).isEqualTo("abc");
    assertThat(line(typed("abc\rdef"))).isEqualTo("abc");
  }

  @Test
  void backspace_takes_a_whole_character_and_control_u_the_line() throws IOException {
    assertThat(line(typed("aü\u007f€\bb\n"))).isEqualTo("ab");
    assertThat(line(typed("wrong\u0015right\n"))).isEqualTo("right");
    assertThat(line(typed("\b\u007fx\n"))).isEqualTo("x");
  }

  @Test
  void end_of_input_counts_as_an_answer_only_after_something_was_typed() throws IOException {
    assertThat(new HiddenLine(typed("")).read()).isEqualTo(Optional.empty());
    assertThat(new HiddenLine(typed("\u0004")).read()).isEqualTo(Optional.empty());
    assertThat(line(typed("abc\u0004"))).isEqualTo("abc");
    assertThat(line(typed("\n"))).isEmpty();
  }

  @Test
  void the_rest_of_a_paste_stays_with_the_line_and_out_of_the_shell() throws IOException {
    InputStream pasted = new ByteArrayInputStream("sk-canary-1\nrm -rf x\n".getBytes(UTF_8));
    assertThat(line(pasted)).isEqualTo("sk-canary-1\nrm -rf x\n");
    assertThat(pasted.available()).isZero();
  }

  @Test
  void takes_longer_lines_than_a_terminal_would() throws IOException {
    String text = "0123456789".repeat(1000);
    assertThat(line(typed(text + "\n"))).isEqualTo(text);
  }
}
