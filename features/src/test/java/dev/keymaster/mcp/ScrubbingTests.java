package dev.keymaster.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScrubbingTests {
  private static final String KEY = "q7Zp2Lw9Xv4Tb8Nc1Md6Rf3Hs5Jk0Gy";

  private static String scrubbed(String text) {
    return Scrubbing.of(text.getBytes(UTF_8));
  }

  @Test
  void G10_no_usual_form_of_a_key_gets_through() {
    String reversed = new StringBuilder(KEY).reverse().toString();
    String hex = HexFormat.of().formatHex(KEY.getBytes(UTF_8));
    String spaced = String.join(" ", KEY.split(""));
    String xxd =
        """
        00000000: 7137 5a70 324c 7739 5876 3454 6238 4e63  q7Zp2Lw9Xv4Tb8Nc
        00000010: 314d 6436 5266 3348 7335 4a6b 3047 790a  1Md6Rf3Hs5Jk0Gy.
        """;
    String moved =
        KEY.chars()
            .map(c -> c + 1)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    String folded = KEY.replaceAll("(.{4})", "$1\n");
    List<String> forms =
        List.of(
            KEY,
            reversed,
            hex,
            spaced,
            xxd,
            moved,
            Base64.getEncoder().encodeToString(KEY.getBytes(UTF_8)),
            KEY.toLowerCase(java.util.Locale.ROOT));
    for (String form : forms) {
      String told = scrubbed("K=" + form + "\n");
      String bare = told.replaceAll("[^A-Za-z0-9]", "");
      assertThat(bare)
          .as(form)
          .doesNotContain(form.replaceAll("[^A-Za-z0-9]", "").substring(0, 12));
      assertThat(told).as(form).contains("[left out]");
    }
    assertThat(scrubbed(folded).replaceAll("[^A-Za-z0-9]", "")).doesNotContain(KEY.substring(12));
  }

  @Test
  void G10_what_programs_usually_say_gets_through() {
    String text =
        """
        > app@1.0.0 test
        > jest

        PASS src/api/client.test.js
          calls the model (12 ms)

        Tests:       14 passed, 14 total
        Time:        2.315 s
        Deployed to https://example.org/app
        ok
        """;
    assertThat(scrubbed(text)).isEqualTo(text.strip());
  }
}
