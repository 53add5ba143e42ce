package dev.keymaster.unlock;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyTextTests {
  private static final String KEY =
      Base64.getUrlEncoder().withoutPadding().encodeToString(Slots.bytes());

  private static boolean reads(String text) {
    return KeyText.parse(text.getBytes(US_ASCII))
        .map(key -> Arrays.equals(key.reveal(), Slots.bytes()))
        .orElse(false);
  }

  private static boolean readsLoosely(String text) {
    return KeyText.parseLoosely(text.getBytes(US_ASCII))
        .map(key -> Arrays.equals(key.reveal(), Slots.bytes()))
        .orElse(false);
  }

  @Test
  void line_is_prefix_key_and_remark() {
    String line = new String(KeyText.line(Slots.key(), Slots.ID), US_ASCII);
    assertThat(line).isEqualTo("keymaster-key-1:" + KEY + " slot " + Slots.ID + "\n");
    assertThat(reads(line)).isTrue();
    assertThat(KeyText.remark(line.getBytes(US_ASCII))).isEqualTo("slot " + Slots.ID);
  }

  @Test
  void remark_and_line_end_may_be_missing() {
    assertThat(reads("keymaster-key-1:" + KEY)).isTrue();
    assertThat(reads("keymaster-key-1:" + KEY + "\n")).isTrue();
    assertThat(reads("keymaster-key-1:" + KEY + "\r\n")).isTrue();
    assertThat(reads("keymaster-key-1:" + KEY + " my laptop\r\n")).isTrue();
    assertThat(KeyText.remark(("keymaster-key-1:" + KEY).getBytes(US_ASCII))).isEmpty();
    assertThat(KeyText.remark("hello world".getBytes(US_ASCII))).isEmpty();
  }

  @Test
  void any_other_form_is_refused() {
    assertThat(reads("")).isFalse();
    assertThat(reads("\n")).isFalse();
    assertThat(reads(KEY)).isFalse();
    assertThat(reads("keymaster-key-2:" + KEY)).isFalse();
    assertThat(reads("keymaster-key-1:" + KEY + "=")).isFalse();
    assertThat(reads("keymaster-key-1:" + KEY + "A")).isFalse();
    assertThat(reads("keymaster-key-1:" + KEY + "\n\n")).isFalse();
    assertThat(reads("keymaster-key-1:" + KEY + " two\nlines\n")).isFalse();
    assertThat(reads("keymaster-key-1:" + KEY + " \u0007\n")).isFalse();
    assertThat(reads("keymaster-key-1: " + KEY)).isFalse();
    assertThat(reads("keymaster-key-1:" + KEY.substring(1))).isFalse();
    assertThat(reads("keymaster-key-1:" + "!".repeat(43))).isFalse();
  }

  @Test
  void only_the_canonical_encoding_is_read() {
    char last = KEY.charAt(42);
    assertThat(last).isEqualTo('8');
    assertThat(KeyText.parse(("keymaster-key-1:" + KEY.substring(0, 42) + '9').getBytes(US_ASCII)))
        .isEmpty();
  }

  @Test
  void C8_raw_key_is_read_in_hex_and_every_base64() {
    assertThat(readsLoosely(HexFormat.of().formatHex(Slots.bytes()))).isTrue();
    assertThat(readsLoosely(HexFormat.of().withUpperCase().formatHex(Slots.bytes()))).isTrue();
    assertThat(readsLoosely(Base64.getEncoder().encodeToString(Slots.bytes()))).isTrue();
    assertThat(readsLoosely(Base64.getUrlEncoder().encodeToString(Slots.bytes()))).isTrue();
    assertThat(readsLoosely(KEY + "\n")).isTrue();
    assertThat(readsLoosely("keymaster-key-1:" + KEY)).isTrue();
  }

  @Test
  void loose_reading_still_refuses_what_is_not_a_key() {
    assertThat(readsLoosely("hunter2hunter2")).isFalse();
    assertThat(readsLoosely("g".repeat(64))).isFalse();
    assertThat(readsLoosely(KEY + "A")).isFalse();
    assertThat(readsLoosely("keymaster-key-1:" + KEY + "=")).isFalse();
  }

  @Test
  void noise_never_throws() {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      byte[] noise = new byte[random.nextInt(100)];
      random.nextBytes(noise);
      byte[] line = KeyText.line(Slots.key(), Slots.ID);
      line[random.nextInt(16)] ^= (byte) (1 + random.nextInt(255));
      assertThat(KeyText.parse(noise)).isEmpty();
      assertThat(KeyText.parseLoosely(line)).isEmpty();
      assertThat(KeyText.remark(noise)).isEmpty();
    }
  }
}
