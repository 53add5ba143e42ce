package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuessCostTests {
  private static final String BASE_36 = "abcdefghijklmnopqrstuvwxyz0123456789";

  private static int bits(String text) {
    return GuessCost.bits(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "thequickbrownfoxjumpsoverthelazydog, 79",
    "Thequickbrownfoxjumpsoverthelazydog, 79",
    "ITWASTHEBESTOFTIMESITWASTHEWORSTOFTIMES, 79",
    "itwasabrightcolddayinaprilandtheclockswerestrikingthirteen, 100",
    "thequickbrownfox7jumpsoverthelazydog, 120",
    "xyzabcdefghijklmnop, 30",
    "qwertyuiopasdfghjklzxcvbnm, 30",
    "aaaaaaaabbbbbbbbcccccccc, 30",
    "9-lorem-lorem-lorem-lorem-2, 60",
    "q7vq7vq7vq7vq7v!, 30"
  })
  void stretches_of_letters_rows_and_repetitions_count_as_no_random_ones(String text, int most) {
    assertThat(bits(text)).isLessThanOrEqualTo(most);
  }

  @ParameterizedTest
  @CsvSource({
    "xkqvzrwmpjfd, 40",
    "q7Zp2Lw9Xv4Tb8Nc1Md6Rf3Hs5Jk0Gy, 120",
    "QZpLwXvTbNcMdRfHsJkGyAeUiOq, 120",
    "correct horse battery staple, 36"
  })
  void what_is_drawn_keeps_what_it_costs(String text, int least) {
    assertThat(bits(text)).isGreaterThanOrEqualTo(least);
  }

  @Test
  void keys_of_small_letters_and_digits_are_beyond_guessing_still() {
    Random random = new Random(36);
    int hopeless = 0;
    for (int i = 0; i < 1000; i++) {
      StringBuilder key = new StringBuilder();
      random.ints(24, 0, 36).forEach(at -> key.append(BASE_36.charAt(at)));
      hopeless += bits(key.toString()) >= 80 ? 1 : 0;
    }
    assertThat(hopeless).isGreaterThan(980);
  }
}
