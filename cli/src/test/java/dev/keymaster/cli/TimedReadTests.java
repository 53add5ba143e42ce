package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimedReadTests {
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void an_input_that_never_ends_is_given_up() throws IOException {
    try (PipedOutputStream other = new PipedOutputStream();
        InputStream in = new PipedInputStream(other)) {
      other.write("canary".getBytes(UTF_8));
      SecretReader reader = new SecretReader("value", 100, false).within(Duration.ofMillis(30));
      assertThatThrownBy(() -> reader.stream(in, "standard input"))
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> {
                assertThat(e.code()).isEqualTo(Code.USAGE);
                assertThat(e.hint()).contains("--from-file");
              })
          .hasMessage("standard input did not end within 0 s");
    }
  }

  @Test
  void one_without_end_is_read_up_to_the_limit() throws IOException {
    InputStream zeros =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            return length;
          }
        };
    assertThat(TimedRead.upTo(zeros, 1000, LONG, "zeros")).hasSize(1000);
  }

  @Test
  void one_that_ends_is_read_as_ever() {
    try (Secret value =
        new SecretReader("value", 100, false)
            .stream(new ByteArrayInputStream("canary\n".getBytes(UTF_8)), "standard input")) {
      assertThat(value.length()).isEqualTo(6);
    }
  }

  @Test
  void trouble_of_the_stream_is_passed_on() {
    assertThatThrownBy(() -> TimedRead.upTo(failing(new IOException("gone")), 9, LONG, "x"))
        .isInstanceOf(IOException.class)
        .hasMessage("gone");
    assertThatThrownBy(() -> TimedRead.upTo(failing(new IllegalStateException()), 9, LONG, "x"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> TimedRead.upTo(failing(new OutOfMemoryError()), 9, LONG, "x"))
        .isInstanceOf(OutOfMemoryError.class);
  }

  private static InputStream failing(Throwable failure) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return read(new byte[1], 0, 1);
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        switch (failure) {
          case IOException e -> throw e;
          case RuntimeException e -> throw e;
          default -> throw (Error) failure;
        }
      }
    };
  }
}
