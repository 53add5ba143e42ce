package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTests {
  @ParameterizedTest
  @CsvSource({"1s, 1", "90s, 90", "15m, 900", "8h, 28800", "30d, 2592000", "36500d, 3153600000"})
  void usual_forms_are_read(String text, long seconds) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0s",
        "0d",
        "-1d",
        "30x",
        "30",
        "d",
        "99999999d",
        "36501d",
        "1.5h",
        "1h30m",
        "1 d",
        "999999999999999999999s",
        "+1s",
        "1S",
        "\u0661s"
      })
  void item_78_everything_else_is_refused(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.USAGE));
  }

  @Test
  void terminal_escapes_are_not_echoed() {
    assertThatThrownBy(() -> Durations.parse("\u001b[2J"))
        .hasMessage("'\\u001b[2J' is not a duration");
  }

  @ParameterizedTest
  @CsvSource({"90s, 90s", "60s, 1m", "3600s, 1h", "48h, 2d", "25h, 25h", "61m, 61m"})
  void printed_in_the_largest_unit_that_fits(String text, String printed) {
    assertThat(Durations.print(Durations.parse(text))).isEqualTo(printed);
    assertThat(Durations.parse(printed)).isEqualTo(Durations.parse(text));
  }
}
