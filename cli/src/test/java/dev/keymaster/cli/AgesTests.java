package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgesTests {
  @ParameterizedTest
  @CsvSource({
    "P90D, 90 days",
    "PT2159H59M59S, 90 days",
    "PT47H59M, 2 days",
    "PT48H1S, 3 days",
    "PT1H, 1 hour",
    "PT59M30S, 1 hour",
    "PT10S, 1 minute"
  })
  void what_is_left_is_rounded_up(Duration span, String text) {
    assertThat(Ages.left(span)).isEqualTo(text);
  }
}
