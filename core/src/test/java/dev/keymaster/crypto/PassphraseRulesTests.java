package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseRulesTests {
  private static void check(String passphrase) {
    try (Secret secret = Secret.taking(passphrase.getBytes(UTF_8))) {
      PassphraseRules.check(secret);
    }
  }

  private static void refused(String passphrase, String why) {
    assertThatThrownBy(() -> check(passphrase))
        .hasMessageContaining(why)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.USAGE));
  }

  private static byte[] normalised(byte[] typed) {
    try (Secret secret = Secret.taking(typed);
        Secret normal = PassphraseRules.normalised(secret)) {
      return normal.reveal();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery staple",
        "correcthorsebatterystaple",
        "dragon monkey master hunter",
        "xkqvzrwmpjfd",
        "sk-canary-0f1e2d3c",
        "tr0ub4dor&3 said the goat",
        "пароль-который-помню",
        "十二個漢字才夠長的密碼喔",
        "483920175528"
      })
  void sensible_ones_pass(String passphrase) {
    assertThatCode(() -> check(passphrase)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "elevenchars", "äöüäöüäöüäö"})
  void fewer_than_twelve_characters_are_refused(String passphrase) {
    refused(passphrase, "shorter than 12");
  }

  @Test
  void length_counts_characters_and_not_bytes() {
    refused("🗝".repeat(11), "shorter than 12");
    refused("x" + "ab🗝".repeat(1366), "longer than 4096");
  }

  @Test
  void longest_is_4096_characters() {
    StringBuilder longest = new StringBuilder();
    new Random(4096).ints(4096, 'a', 'z' + 1).forEach(longest::appendCodePoint);

    assertThatCode(() -> check(longest.toString())).doesNotThrowAnyException();
    refused(longest + "q", "longer than 4096");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "123qweasdzxc", // listed
        "1QAZ2wsx3edc",
        "qwertyuiop[]",
        "qwertyuiopasdfghjkl",
        "abcdefghijkl",
        "zyxwvutsrqpo",
        "aaaaaaaaaaaa",
        "121212121212",
        "123456789012",
        "098765432109",
        "passwordpassword",
        "PasswordPasswordPass",
        "Password1234",
        "Password123!",
        "P@ssw0rd1234",
        "iloveyou2024",
        "monkeydragon",
        "letmeinletmein1",
        "xk4!xk4!xk4!xk4!"
      })
  void what_anybody_tries_first_is_refused(String passphrase) {
    refused(passphrase, "among the first");
  }

  @Test
  void every_listed_password_is_refused_also_in_capitals_and_with_digits() throws Exception {
    String list;
    try (var in = GuessCost.class.getResourceAsStream("common-passwords.txt")) {
      list = new String(in.readAllBytes(), UTF_8);
    }
    assertThat(list.lines().count()).isEqualTo(3300).isEqualTo(GuessCost.Common.size());
    assertThat(list.lines().filter(word -> word.length() >= 12).count()).isEqualTo(308);
    assertThat(list.lines().mapToInt(String::length).max()).hasValue(20);
    assertThat(GuessCost.Common.LONGEST).isGreaterThanOrEqualTo(20);
    list.lines()
        .forEach(word -> {
          String padded = word + "1".repeat(Math.max(0, 12 - word.length()));
          refused(padded, "among the first");
          refused(padded.toUpperCase(java.util.Locale.ROOT), "among the first");
        });
  }

  @Test
  void failure_does_not_repeat_the_passphrase() {
    assertThatThrownBy(() -> check("Password1234"))
        .message()
        .doesNotContainIgnoringCase("password1234");
  }

  @Test
  void all_spellings_of_one_text_become_one() {
    byte[] composed = "schl\u00fcssel zum K\u00f6nigreich".getBytes(UTF_8);
    byte[] decomposed = "schlu\u0308ssel zum Ko\u0308nigreich".getBytes(UTF_8);

    assertThat(normalised(decomposed.clone()))
        .isEqualTo(normalised(composed.clone()))
        .isEqualTo(composed);
  }

  @Test
  void ascii_stays_as_it_is() {
    assertThat(normalised("sk-canary-00ff ~".getBytes(UTF_8)))
        .isEqualTo("sk-canary-00ff ~".getBytes(UTF_8));
  }

  @Test
  void bytes_that_are_not_text_are_refused() {
    assertThatThrownBy(() -> normalised(new byte[] {(byte) 0xc3, (byte) 0x28}))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("UTF-8");
  }
}
