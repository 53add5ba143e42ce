package dev.keymaster.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotenvTests {
  private static List<String> read(String text) {
    try (Dotenv dotenv = Dotenv.parse(text.getBytes(UTF_8), ".env")) {
      return dotenv.entries().stream()
          .map(entry -> entry.line() + ":" + entry.name() + "=" + shown(entry.value()))
          .toList();
    }
  }

  private static String shown(Secret value) {
    return new String(value.reveal(), UTF_8);
  }

  private static byte[] only(byte[] file) {
    try (Dotenv dotenv = Dotenv.parse(file, ".env")) {
      assertThat(dotenv.entries()).hasSize(1);
      return dotenv.entries().getFirst().value().reveal();
    }
  }

  private static byte[] line(String start, byte[] value, String end) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(start.getBytes(UTF_8));
    out.writeBytes(value);
    out.writeBytes(end.getBytes(UTF_8));
    return out.toByteArray();
  }

  @Nested
  class Forms {
    @Test
    void lines_comments_and_export() {
      assertThat(read("# top\n\nA=1\n  export B=2 # two\nexport\tC = 3\n\t# end\nD=4"))
          .containsExactly("3:A=1", "4:B=2", "5:C=3", "7:D=4");
    }

    @Test
    void export_may_be_a_variable_itself() {
      assertThat(read("export=1\nexport =2\n")).containsExactly("1:export=1", "2:export=2");
    }

    static List<Arguments> values() {
      return List.of(
          Arguments.of("A=b c", "b c"),
          Arguments.of("A=b#c", "b#c"),
          Arguments.of("A=b #c", "b"),
          Arguments.of("A=#c", "#c"),
          Arguments.of("A=a=b=c", "a=b=c"),
          Arguments.of("A=it's", "it's"),
          Arguments.of("A='b #c' # d", "b #c"),
          Arguments.of("A='b\\nc'", "b\\nc"),
          Arguments.of("A='b\\'", "b\\"),
          Arguments.of("A=\"b\\nc\"", "b\nc"),
          Arguments.of("A=\"b\\tc\\r\"", "b\tc\r"),
          Arguments.of("A=\"\\\\ \\\" \\$ \\`\"", "\\ \" $ `"),
          Arguments.of("A=\"\\d\\x\"", "\\d\\x"),
          Arguments.of("A=`b \"c\" 'd'`", "b \"c\" 'd'"),
          Arguments.of("A=${B}", "${B}"),
          Arguments.of("A=\\n", "\\n"));
    }

    @ParameterizedTest
    @MethodSource
    void values(String line, String value) {
      assertThat(only(line.getBytes(UTF_8))).isEqualTo(value.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A=", "A= ", "A= # none", "A=''", "A=\"\"", "A=\r\n"})
    void values_may_be_empty(String line) {
      assertThat(only(line.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void quoted_values_span_lines_and_the_count_goes_on() {
      assertThat(read("A=\"one\ntwo\n\"\nB='x\ny'\nC=1\n"))
          .containsExactly("1:A=one\ntwo\n", "4:B=x\ny", "6:C=1");
    }

    @Test
    void item_24_windows_line_ends() {
      assertThat(read("A=1\r\nB='2'\r\n\r\nC=3\r")).containsExactly("1:A=1", "2:B=2", "4:C=3");
    }

    @Test
    void item_29_byte_order_mark() {
      assertThat(read("\ufeffA=1\n")).containsExactly("1:A=1");
    }

    @Test
    void repeated_names_are_all_there() {
      assertThat(read("A=1\nA=2\n")).containsExactly("1:A=1", "2:A=2");
    }

    @Test
    void nothing_is_nothing() {
      assertThat(read("")).isEmpty();
      assertThat(read("\n#\n \t\n")).isEmpty();
    }

    @Test
    void quoting_is_known() {
      try (Dotenv dotenv = Dotenv.parse("A='x'\nB=\"x\"\nC=x\n".getBytes(UTF_8), ".env")) {
        assertThat(dotenv.entries())
            .extracting(Dotenv.Entry::literal)
            .containsExactly(true, false, false);
      }
    }
  }

  @Nested
  class Refusals {
    private void refused(String text, String message) {
      assertThatThrownBy(() -> read(text))
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> {
                assertThat(e).hasMessage(message);
                assertThat(e.code()).isEqualTo(KeymasterException.Code.USAGE);
                assertThat(e.hint()).isNotEmpty();
              });
    }

    @Test
    void item_72_unmatched_quote_names_the_line_where_it_opens() {
      refused("A=1\nB=\"two\nC=3\n", ".env line 2: a quote is never closed");
      refused("A=\"x\\\"\n", ".env line 1: a quote is never closed");
      refused("A=`", ".env line 1: a quote is never closed");
    }

    @Test
    void text_after_a_quote() {
      refused("A='b'c\n", ".env line 1: text after the closing quote");
      refused("\nA=\"b\" \"c\"\n", ".env line 2: text after the closing quote");
    }

    @Test
    void lines_that_assign_nothing() {
      refused("A=1\nsource other\n", ".env line 2: not an assignment");
      refused("export A\n", ".env line 1: not an assignment");
      refused("[section]\n", ".env line 1: not an assignment");
      refused("A", ".env line 1: not an assignment");
    }

    @Test
    void names_that_are_none() {
      refused("1A=x\n", ".env line 1: not a variable name before =");
      refused("A-B=x\n", ".env line 1: not a variable name before =");
      refused("=x\n", ".env line 1: not a variable name before =");
      refused("\u00c4=x\n", ".env line 1: not a variable name before =");
      refused("A".repeat(129) + "=x\n", ".env line 1: not a variable name before =");
    }

    @Test
    void nul() {
      refused("A=b\0c\n", ".env line 1: a NUL in a value");
      refused("A='b\n\0c'\n", ".env line 2: a NUL in a value");
    }

    @Test
    void item_25_files_beyond_a_megabyte() {
      assertThat(only(line("A=", new byte[0], "x".repeat((1 << 20) - 2)))).hasSize((1 << 20) - 2);
      assertThatThrownBy(() -> Dotenv.parse(new byte[(1 << 20) + 1], ".env"))
          .isInstanceOf(KeymasterException.class)
          .hasMessage(".env is larger than 1 MiB");
    }

    @Test
    void messages_never_hold_what_the_line_says() {
      assertThatThrownBy(() -> read("A='sk-canary-00aa11bb22cc33dd'x\n"))
          .hasMessageNotContaining("canary");
      assertThatThrownBy(() -> read("sk-canary-00aa11bb22cc33dd\n"))
          .hasMessageNotContaining("canary");
    }
  }

  @Test
  void closing_wipes_the_values() {
    Dotenv dotenv = Dotenv.parse("A=sk-canary-00aa11bb\n".getBytes(UTF_8), ".env");
    Secret value = dotenv.entries().getFirst().value();
    dotenv.close();
    assertThatThrownBy(value::reveal).isInstanceOf(BugException.class);
  }

  @Nested
  class RoundTrips {
    static List<String> naughty() {
      return NaughtyStrings.all();
    }

    @ParameterizedTest
    @MethodSource("naughty")
    void item_28_naughty_strings_in_double_quotes(String text) {
      String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
      byte[] file = line("A=\"", escaped.getBytes(UTF_8), "\"\n");
      assertThat(only(file)).isEqualTo(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource("naughty")
    void item_28_naughty_strings_taken_literally(String text) {
      String quote = text.contains("'") ? "`" : "'";
      if (text.contains(quote)) {
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("`", "\\`");
        assertThat(only(line("A=\"", escaped.getBytes(UTF_8), "\"")))
            .isEqualTo(text.getBytes(UTF_8));
      } else {
        assertThat(only(line("export A=" + quote, text.getBytes(UTF_8), quote + " # end\r\n")))
            .isEqualTo(text.getBytes(UTF_8));
      }
    }

    @Test
    void item_27_any_bytes_but_nul_are_exact() {
      Random random = new Random(20261121);
      for (int round = 0; round < 500; round++) {
        byte[] value = new byte[random.nextInt(60)];
        random.nextBytes(value);
        for (int i = 0; i < value.length; i++) {
          value[i] = value[i] == 0 || value[i] == '\'' ? (byte) 'x' : value[i];
        }
        assertThat(only(line("A='", value, "'\n"))).as(Arrays.toString(value)).isEqualTo(value);
      }
    }

    @Test
    void any_bytes_at_all_are_read_or_refused_with_a_line() {
      Random random = new Random(20261122);
      byte[] alphabet = "A=\"'`\\ \t\r\n#$export\0\u00ff".getBytes(UTF_8);
      int refused = 0;
      for (int round = 0; round < 3000; round++) {
        byte[] file = new byte[random.nextInt(24)];
        for (int i = 0; i < file.length; i++) {
          file[i] = alphabet[random.nextInt(alphabet.length)];
        }
        try (Dotenv dotenv = Dotenv.parse(file, ".env")) {
          dotenv.entries().forEach(entry -> assertThat(entry.name()).isNotEmpty());
        } catch (KeymasterException e) {
          refused++;
          assertThat(e).hasMessageMatching("\\.env line [0-9]+: .*");
        }
      }
      assertThat(refused).isBetween(500, 2999);
    }
  }
}
