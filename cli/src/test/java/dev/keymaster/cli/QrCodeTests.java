package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QrCodeTests {
  private static final String TEXT =
      "otpauth://totp/Keymaster:x?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567&issuer=Keymaster"
          .repeat(3);

  private static QrCode code(int length) {
    return QrCode.of(TEXT.substring(0, length).getBytes(US_ASCII));
  }

  /** Each of these pictures was read back by a scanner of another make (zbar 0.23). */
  @ParameterizedTest
  @CsvSource({
    "5, 21, d18c4081b48d7f94",
    "14, 21, 0b37520c0449c271",
    "26, 25, 4ad0e543658b8104",
    "42, 29, 505dde5479cdc50c",
    "62, 33, c5290e17f6c4c9f6",
    "84, 37, a15e9875bd48522f",
    "106, 41, bc6b8d93f711130c",
    "122, 45, 2eec89f831fae610",
    "152, 49, 5d9626dc8a6a9917",
    "180, 53, 0eb50972d906ac81"
  })
  void every_version_draws_what_a_scanner_read(int length, int size, String digest)
      throws NoSuchAlgorithmException {
    QrCode code = code(length);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    for (int y = 0; y < code.size(); y++) {
      for (int x = 0; x < code.size(); x++) {
        sha256.update((byte) (code.dark(x, y) ? 1 : 0));
      }
    }
    assertThat(code.size()).isEqualTo(size);
    assertThat(HexFormat.of().formatHex(sha256.digest(), 0, 8)).isEqualTo(digest);
  }

  @Test
  void a_terminal_shows_two_rows_a_line_with_a_light_margin() {
    String[] lines = new String(code(5).terminal(), UTF_8).split("\n", -1);
    assertThat(lines).hasSize((21 + 4 + 1) / 2 + 1);
    assertThat(lines[0]).isEqualTo("\u001b[40;97m" + "█".repeat(25) + "\u001b[0m");
    assertThat(lines[1]).startsWith("\u001b[40;97m██ ▄▄▄▄▄ █");
  }

  @Test
  void what_does_not_fit_is_our_mistake() {
    assertThatThrownBy(() -> code(181)).isInstanceOf(BugException.class);
  }
}
