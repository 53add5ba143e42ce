package dev.keymaster.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaddingTests {
  private static void refused(byte[] padded) {
    assertThatThrownBy(() -> Padding.unpad(padded)).isInstanceOf(KeymasterException.class);
  }

  // docs/format.md §2.2
  @ParameterizedTest
  @CsvSource({
    "0,256",
    "252,256",
    "253,512",
    "508,512",
    "4092,4096",
    "4093,8192",
    "8188,8192",
    "8189,16384",
    "65532,65536",
    "1048576,2097152"
  })
  void SA23_lengths_come_in_classes(int content, int padded) {
    assertThat(Padding.pad(new byte[content])).hasSize(padded);
  }

  @Test
  void comes_off_again() {
    Random random = new Random(256);
    for (int length = 0; length < 9000; length += random.nextInt(1, 60)) {
      byte[] content = new byte[length];
      random.nextBytes(content);
      assertThat(Padding.unpad(Padding.pad(content))).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 255, 257, 512, 4096})
  void of_another_length_is_refused(int length) {
    refused(new byte[length]);
  }

  @Test
  void that_is_not_zero_is_refused() {
    byte[] padded = Padding.pad(new byte[10]);
    for (int at = 14; at < padded.length; at++) {
      byte[] changed = padded.clone();
      changed[at] = 1;
      refused(changed);
    }
  }

  @Test
  void with_an_impossible_length_is_refused() {
    for (int length : new int[] {-1, 253, 257, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      byte[] padded = new byte[256];
      ByteBuffer.wrap(padded).putInt(length);
      refused(padded);
    }
  }

  @Test
  void in_a_class_too_large_is_refused() {
    refused(Arrays.copyOf(Padding.pad(new byte[10]), 512));
  }
}
