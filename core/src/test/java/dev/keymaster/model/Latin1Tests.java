package dev.keymaster.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class Latin1Tests {
  @Test
  void every_byte_is_one_character_and_comes_back() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    assertThat(Latin1.text(all)).isEqualTo(new String(all, StandardCharsets.ISO_8859_1));
    assertThat(Latin1.bytes(Latin1.text(all))).isEqualTo(all);
    assertThat(Latin1.text(all, 0x41, 3)).isEqualTo("ABC");
  }

  @Test
  void a_char_without_a_byte_becomes_a_question_mark() {
    assertThat(Latin1.text(Latin1.bytes("a€b"))).isEqualTo("a?b");
  }
}
