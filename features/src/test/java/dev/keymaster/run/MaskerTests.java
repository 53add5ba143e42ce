package dev.keymaster.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskerTests {
  private static final String KEY = "sk-canary-0123456789abcdefXYZ";
  private static final String MASK = "sk-c…wXYZ";

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Masker.Sink sink = (bytes, start, end) -> shown.write(bytes, start, end - start);

  private static Masker masker(Masker.Layout layout, String... values) {
    Map<String, byte[]> byName = new LinkedHashMap<>();
    Map<String, byte[]> masks = new LinkedHashMap<>();
    for (String value : values) {
      byName.put("V" + byName.size(), value.getBytes(UTF_8));
      masks.put("V" + masks.size(), MASK.getBytes(UTF_8));
    }
    return new Masker(byName, masks, layout);
  }

  private String masked(String text, int chunk, String... values) {
    shown.reset();
    Masker masker = masker(Masker.Layout.SHORT, values);
    byte[] bytes = text.getBytes(UTF_8);
    for (int at = 0; at < bytes.length; at += chunk) {
      masker.take(bytes, at, Math.min(bytes.length, at + chunk), sink);
    }
    masker.end(sink);
    return shown.toString(UTF_8);
  }

  private String masked(String text) {
    return masked(text, text.length() + 1, KEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 16, 29, 64, 1000})
  void G8_hides_a_value_wherever_the_stream_is_cut(int chunk) {
    String text = "a" + KEY + KEY + "\nsk-canary-0123456789 sk-" + KEY + " end";
    assertThat(masked(text, chunk, KEY))
        .isEqualTo("a" + MASK + MASK + "\nsk-canary-0123456789 sk-" + MASK + " end");
  }

  @Test
  void G8_hides_base64_at_every_offset_and_in_lines() {
    for (String before : List.of("", "x", "xy", "xyz", "KEY=")) {
      byte[] text = (before + KEY + "\nafter").getBytes(UTF_8);
      for (Base64.Encoder encoder :
          List.of(Base64.getEncoder(), Base64.getUrlEncoder(), Base64.getMimeEncoder(20, LF))) {
        String encoded = encoder.encodeToString(text);
        assertThat(masked(encoded)).contains(MASK);
        assertThat(leaked(masked(encoded))).isLessThan(8);
      }
    }
  }

  private static final byte[] LF = {'\n', ' ', ' '};

  /** Length of what stands between the mask and the ends of the text, decoded and of the key. */
  private static int leaked(String masked) {
    String bare = masked.replace(MASK, "|").replaceAll("\\s", "");
    String start = bare.substring(0, bare.indexOf('|'));
    byte[] decoded = Base64.getDecoder().decode(start.substring(0, start.length() / 4 * 4));
    String text = new String(decoded, ISO_8859_1);
    return text.contains("sk-") ? text.length() - text.indexOf("sk-") : 0;
  }

  @Test
  void G8_hides_hex_in_both_cases_and_as_dumps_group_it() {
    byte[] bytes = KEY.getBytes(UTF_8);
    assertThat(masked("<" + HexFormat.of().formatHex(bytes) + ">")).isEqualTo("<" + MASK + ">");
    assertThat(masked(HexFormat.of().withUpperCase().formatHex(bytes))).isEqualTo(MASK);
    String dump = HexFormat.ofDelimiter(" ").formatHex(bytes).replaceAll("(.{47}) ", "$1\n ");
    assertThat(masked(" " + dump + "\n")).isEqualTo(" " + MASK + "\n");
  }

  @Test
  void G8_hides_what_urls_and_json_make_of_a_value() {
    String odd = "p@ss/w\"ör\\d <&>\n~*'x";
    for (String form :
        List.of(
            odd,
            odd.replace("\n", "\r\n"),
            URLEncoder.encode(odd, UTF_8),
            "p%40ss%2Fw%22%C3%B6r%5Cd%20%3C%26%3E%0A~%2A%27x",
            "p%40ss%2fw%22%c3%b6r%5cd%20%3c%26%3e%0a~%2a%27x",
            "p%40ss/w%22%C3%B6r%5Cd%20%3C%26%3E%0A~%2A%27x",
            "p%40ss%2Fw%22%C3%B6r%5Cd%20%3C%26%3E%0A~*'x",
            "p@ss/w\\\"ör\\\\d <&>\\n~*'x",
            "p@ss/w\\\"\\u00f6r\\\\d <&>\\n~*'x",
            "p@ss\\/w\\\"\\u00f6r\\\\d <&>\\n~*'x",
            "p@ss/w\\\"ör\\\\d \\u003c\\u0026\\u003e\\n~*'x")) {
      assertThat(masked("[" + form + "]", 4, odd)).isEqualTo("[" + MASK + "]");
    }
  }

  @Test
  void the_longest_of_several_values_is_hidden() {
    assertThat(masked("secret secretary secreta", 1, "secret", "secretary"))
        .isEqualTo(MASK + " " + MASK + " " + MASK + "a");
  }

  @Test
  void too_short_values_are_left_alone() {
    assertThat(masked("abc", 1, "abc")).isEqualTo("abc");
    assertThat(Masker.hides(3)).isFalse();
    assertThat(Masker.hides(4)).isTrue();
  }

  @Test
  void what_cannot_become_a_value_is_shown_at_once() {
    Masker masker = masker(Masker.Layout.SHORT, KEY);
    take(masker, "Continue? [y/N] ");
    assertThat(shown.toString(UTF_8)).isEqualTo("Continue? [y/N] ");
    assertThat(masker.holds()).isFalse();
  }

  @Test
  void a_prompt_that_ends_like_a_value_begins_is_shown_after_a_pause_and_remembered() {
    Masker masker = masker(Masker.Layout.SHORT, KEY);
    take(masker, "Name? s");
    assertThat(shown.toString(UTF_8)).isEqualTo("Name? ");
    assertThat(masker.holds()).isTrue();
    masker.quiet(sink);
    assertThat(shown.toString(UTF_8)).isEqualTo("Name? s");
    assertThat(masker.holds()).isFalse();
    take(masker, KEY.substring(1, 12));
    masker.quiet(sink);
    assertThat(shown.toString(UTF_8)).isEqualTo("Name? sk-c");
    take(masker, KEY.substring(12) + "!");
    assertThat(shown.toString(UTF_8)).isEqualTo("Name? sk-c" + MASK + "!");
  }

  @Test
  void what_was_let_go_is_not_shown_twice() {
    Masker masker = masker(Masker.Layout.SHORT, KEY);
    take(masker, "sk-canary");
    masker.quiet(sink);
    take(masker, " is a bird");
    masker.end(sink);
    assertThat(shown.toString(UTF_8)).isEqualTo("sk-canary is a bird");
  }

  private void take(Masker masker, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    masker.take(bytes, 0, bytes.length, sink);
  }

  @Test
  void on_a_terminal_the_mask_is_as_wide_as_the_value() {
    Masker masker = masker(Masker.Layout.SAME_WIDTH, KEY, "pass", "two\nlines of a key");
    take(masker, KEY + "|pass|two\r\nlines of a key|");
    masker.end(sink);
    assertThat(shown.toString(UTF_8))
        .isEqualTo(
            "sk-c" + "*".repeat(KEY.length() - 8) + "wXYZ|****|sk-\r\nc" + "*".repeat(9) + "wXYZ|");
  }

  @Test
  void nothing_of_random_output_is_changed_or_lost() {
    Random random = new Random(20261128);
    byte[] noise = new byte[300_000];
    random.nextBytes(noise);
    Masker masker = masker(Masker.Layout.SHORT, KEY);
    for (int at = 0; at < noise.length; ) {
      int end = Math.min(noise.length, at + 1 + random.nextInt(9000));
      masker.take(noise, at, end, sink);
      if (random.nextBoolean()) {
        masker.quiet(sink);
      }
      at = end;
    }
    masker.end(sink);
    assertThat(shown.toByteArray()).isEqualTo(noise);
  }

  @Test
  void a_value_of_one_letter_repeated_is_found_where_it_starts() {
    String same = "aaaaaaaa";
    assertThat(masked("aaaaaaaaaaaa baaaaaaaa", 3, same)).isEqualTo(MASK + "aaaa b" + MASK);
  }
}
