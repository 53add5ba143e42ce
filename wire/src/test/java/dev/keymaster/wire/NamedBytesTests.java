package dev.keymaster.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NamedBytesTests {
  private static List<String> read(byte[] bytes) {
    List<String> read = new ArrayList<>();
    NamedBytes.Reader pairs = new NamedBytes.Reader(bytes);
    while (pairs.next()) {
      read.add(pairs.name() + "=" + new String(pairs.value(), UTF_8));
      assertThat(pairs.value()).hasSize(pairs.end() - pairs.start());
      assertThat(Arrays.copyOfRange(bytes, pairs.start(), pairs.end())).isEqualTo(pairs.value());
    }
    return read;
  }

  @Test
  void what_was_written_is_read() {
    byte[] big = new byte[70_000];
    Arrays.fill(big, (byte) 'x');
    byte[] bytes =
        new NamedBytes.Writer()
            .add("a", "1".getBytes(UTF_8))
            .add("empty", new byte[0])
            .add("a", big)
            .add("part", "é!".getBytes(UTF_8), 2)
            .bytes();
    assertThat(read(bytes)).containsExactly("a=1", "empty=", "a=" + "x".repeat(70_000), "part=é");
  }

  @Test
  void the_encoding_is_lengths_of_four_bytes_in_network_order() {
    byte[] bytes = new NamedBytes.Writer().add("ab", new byte[] {7}).bytes();
    assertThat(bytes).containsExactly(0, 0, 0, 2, 'a', 'b', 0, 0, 0, 1, 7);
  }

  @Test
  void nothing_is_no_pair() {
    assertThat(read(new byte[0])).isEmpty();
    assertThat(new NamedBytes.Writer().bytes()).isEmpty();
  }

  @Test
  void bytes_are_handed_out_once() {
    NamedBytes.Writer writer = new NamedBytes.Writer().add("a", new byte[1]);
    assertThat(writer.bytes()).isNotEmpty();
    assertThat(writer.bytes()).isEmpty();
  }

  @Test
  void whatever_is_cut_off_is_refused() {
    byte[] whole = new NamedBytes.Writer().add("name", "value".getBytes(UTF_8)).bytes();
    for (int length = 1; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part)).isInstanceOf(KeymasterException.class);
    }
  }

  @Test
  void lengths_beyond_the_end_are_refused() {
    for (int length : List.of(Integer.MIN_VALUE, -1, 1, Integer.MAX_VALUE)) {
      byte[] bytes = {
        (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
      };
      assertThatThrownBy(() -> read(bytes)).isInstanceOf(KeymasterException.class);
    }
  }
}
