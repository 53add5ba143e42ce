package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.keymaster.cli.Capture;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ItselfAgainTests {
  private static Capture.Ended ended(String script, Duration time) {
    return assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> ItselfAgain.ended(new ProcessBuilder("sh", "-c", script).start(), time));
  }

  @Test
  void G10_what_a_command_leaves_behind_is_not_waited_for() throws IOException {
    Capture.Ended ended = ended("setsid sleep 30 & echo out; exit 3", Duration.ofSeconds(15));
    assertThat(ended.code()).isEqualTo(3);
    assertThat(new String(ended.out(), UTF_8)).isEqualTo("out\n");
  }

  @Test
  void G10_a_command_that_does_not_want_to_end_is_ended() {
    Capture.Ended ended = ended("trap '' TERM; echo on; sleep 30", Duration.ofMillis(300));
    assertThat(ended.code()).isEqualTo(-1);
    assertThat(new String(ended.out(), UTF_8)).isEqualTo("on\n");
  }
}
