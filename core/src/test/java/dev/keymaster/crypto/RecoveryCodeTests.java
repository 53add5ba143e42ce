package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryCodeTests {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private final Random random = new Random(160);

  private byte[] bytes() {
    byte[] bytes = new byte[20];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String text(byte[] secret) {
    try (Secret kept = Secret.copyOf(secret);
        Secret text = RecoveryCode.text(kept)) {
      return new String(text.reveal(), US_ASCII);
    }
  }

  private static byte[] parsed(String typed) {
    try (Secret secret = Secret.taking(typed.getBytes(US_ASCII));
        Secret parsed = RecoveryCode.parse(secret)) {
      return parsed.reveal();
    }
  }

  private static void refused(String typed, String why) {
    assertThatThrownBy(() -> parsed(typed))
        .hasMessageContaining(why)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.LOCKED));
  }

  @Test
  void is_nine_groups_of_four() {
    // made by a few lines of Python from docs/format.md §4.3
    assertThat(text(new byte[20])).isEqualTo("0000-0000-0000-0000-0000-0000-0000-0000-CRSB");
    byte[] counting = new byte[20];
    for (int i = 0; i < 20; i++) {
      counting[i] = (byte) (i * 13 + 7);
    }
    assertThat(text(counting)).isEqualTo("0WA2-2BHV-91AP-4VVW-H6BA-7C5X-SBBY-9WFY-7RDV");
  }

  @Test
  void comes_back_from_print() {
    for (int i = 0; i < 1000; i++) {
      byte[] secret = bytes();
      assertThat(parsed(text(secret))).isEqualTo(secret);
    }
  }

  @Test
  void case_blanks_hyphens_and_lookalikes_do_not_matter() {
    byte[] secret = new byte[20];
    secret[19] = 1;
    String text = text(secret);

    assertThat(parsed(text.toLowerCase(Locale.ROOT))).isEqualTo(secret);
    assertThat(parsed(text.replace("-", ""))).isEqualTo(secret);
    assertThat(parsed(" " + text.replace("-", " \t") + " ")).isEqualTo(secret);
    assertThat(parsed(text.replace('0', 'O').replace('1', 'l'))).isEqualTo(secret);
    assertThat(parsed(text.replace('0', 'o').replace('1', 'i'))).isEqualTo(secret);
  }

  @Test
  void one_wrong_character_is_noticed() {
    String text = text(bytes());
    for (int i = 0; i < text.length(); i++) {
      for (int other = 0; other < ALPHABET.length(); other++) {
        char wrong = ALPHABET.charAt(other);
        if (text.charAt(i) != '-' && text.charAt(i) != wrong) {
          refused(text.substring(0, i) + wrong + text.substring(i + 1), "checksum");
        }
      }
    }
  }

  @Test
  void two_swapped_characters_are_noticed() {
    String text = text(bytes()).replace("-", "");
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) != text.charAt(i - 1)) {
        char[] swapped = text.toCharArray();
        swapped[i] = text.charAt(i - 1);
        swapped[i - 1] = text.charAt(i);
        refused(new String(swapped), "checksum");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ABCD", "0000-0000-0000-0000-0000-0000-0000-0000-000"})
  void a_wrong_number_of_characters_is_said(String typed) {
    refused(typed, " characters instead of 36");
    refused(text(bytes()) + "0", "37 characters instead of 36");
  }

  @Test
  void a_character_that_no_code_has_is_pointed_at() {
    String text = text(bytes());

    refused(text.substring(0, 10) + "U" + text.substring(11), "group 3 ");
    refused("*" + text.substring(1), "group 1 ");
    refused(text.substring(0, 43) + "\u007f", "group 9 ");
  }

  @Test
  void failure_does_not_repeat_what_was_typed() {
    String text = text(bytes());

    assertThatThrownBy(() -> parsed(text.substring(1) + "!"))
        .message()
        .doesNotContain(text.substring(5, 9));
  }

  @Test
  void a_fresh_one_is_twenty_random_bytes() {
    try (Secret secret = RecoveryCode.generate(random::nextBytes)) {
      assertThat(secret.length()).isEqualTo(RecoveryCode.SECRET_LENGTH);
    }
  }

  @Test
  void another_length_is_a_bug() {
    try (Secret secret = Secret.taking(new byte[19])) {
      assertThatThrownBy(() -> RecoveryCode.text(secret)).isInstanceOf(BugException.class);
    }
  }
}
