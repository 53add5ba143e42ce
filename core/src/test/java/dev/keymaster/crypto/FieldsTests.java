package dev.keymaster.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.SlotKind;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTests {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");

  private static void refused(byte[] encoded, Consumer<FieldReader> read) {
    FieldReader in = new FieldReader("the test", encoded);
    assertThatThrownBy(() -> read.accept(in))
        .hasMessageStartingWith("the test: ")
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Nested
  class Encoding {
    // docs/format.md §2.1
    @Test
    void is_tag_length_bytes_big_endian() {
      assertThat(new Fields().u8(1, 255).u32(2, 4_294_967_295L).text(0x1234, "é").encoded())
          .isEqualTo(hex("0001 00000001 ff  0002 00000004 ffffffff  1234 00000002 c3a9"));
      assertThat(new Fields().u64(3, -2).time(4, NOW).encoded())
          .isEqualTo(hex("0003 00000008 fffffffffffffffe  0004 00000008 000001a1fd8c697b"));
      assertThat(new Fields().nested(5, new Fields().u8(1, 7)).encoded())
          .isEqualTo(hex("0005 00000007 0001 00000001 07"));
    }

    @Test
    void of_different_fields_is_never_alike() {
      assertThat(new Fields().text(1, "ab").text(2, "c").encoded())
          .isNotEqualTo(new Fields().text(1, "a").text(2, "bc").encoded());
      assertThat(new Fields().text(1, "").encoded()).isNotEqualTo(new Fields().encoded());
    }

    @Test
    void refuses_text_that_would_become_another() {
      assertThatThrownBy(() -> new Fields().text(1, "a\ud800b"))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("not valid Unicode");
    }

    @Test
    void refuses_what_does_not_fit() {
      Fields fields = new Fields();
      assertThatThrownBy(() -> fields.u8(1, 256)).isInstanceOf(BugException.class);
      assertThatThrownBy(() -> fields.u8(1, -1)).isInstanceOf(BugException.class);
      assertThatThrownBy(() -> fields.u32(1, -1)).isInstanceOf(BugException.class);
      assertThatThrownBy(() -> fields.u32(1, 1L << 32)).isInstanceOf(BugException.class);
      assertThatThrownBy(() -> fields.u8(0x10000, 1)).isInstanceOf(BugException.class);
      assertThatThrownBy(() -> fields.u8(2, 1).u8(1, 1)).isInstanceOf(BugException.class);
    }

    @Test
    void can_be_wiped() {
      Fields fields = new Fields().text(1, "sk-canary-00");
      fields.wipe();

      assertThat(fields.encoded()).isEmpty();
    }
  }

  @Nested
  class Reading {
    private final byte[] encoded =
        new Fields()
            .u8(1, 200)
            .u32(2, 4_000_000_000L)
            .u64(3, -1)
            .text(4, "schlüssel")
            .time(5, NOW)
            .nested(7, new Fields().u8(1, 9))
            .text(8, "a")
            .text(8, "b")
            .bytes(9, new byte[] {1, 2})
            .encoded();

    private void readAll(FieldReader in) {
      assertThat(in.u8(1)).isEqualTo(200);
      assertThat(in.u32(2)).isEqualTo(4_000_000_000L);
      assertThat(in.u64(3)).isEqualTo(-1);
      assertThat(in.text(4)).isEqualTo("schlüssel");
      assertThat(in.time(5)).isEqualTo(NOW);
      assertThat(in.optional(6)).isNull();
      assertThat(in.optionalText(6)).isNull();
      assertThat(in.optionalTime(6)).isNull();
      assertThat(in.nested(7).u8(1)).isEqualTo(9);
      assertThat(in.repeated(8)).containsExactly(new byte[] {'a'}, new byte[] {'b'});
      assertThat(in.bytes(9, 2)).containsExactly(1, 2);
      in.end();
    }

    @Test
    void gives_back_what_was_written() {
      FieldReader in = new FieldReader("the test", encoded);
      assertThat(in.position()).isZero();
      readAll(in);
      assertThat(in.position()).isEqualTo(encoded.length);
    }

    @Test
    void gives_optional_fields_that_are_there() {
      byte[] fields = new Fields().text(1, "x").time(2, NOW).encoded();
      FieldReader in = new FieldReader("the test", fields);

      assertThat(in.optionalText(1)).isEqualTo("x");
      assertThat(in.optionalTime(2)).isEqualTo(NOW);
      in.end();
    }

    @Test
    void gives_constants_small_numbers_and_texts() {
      byte[] fields =
          new Fields().u8(1, 2).u32(2, 7).text(3, "a").text(3, "é").time(5, NOW).encoded();
      FieldReader in = new FieldReader("the test", fields);

      assertThat(in.tagged(1, SlotKind.values()).tag()).isEqualTo(2);
      assertThat(in.number(2)).isEqualTo(7);
      assertThat(in.texts(3)).containsExactly("a", "é");
      assertThat(in.optionalTime(4)).isNull();
      assertThat(in.time(5)).isEqualTo(NOW);
      in.end();
    }

    @Test
    void refuses_numbers_and_constants_out_of_range() {
      refused(new Fields().u32(1, 1L << 31).encoded(), in -> in.number(1));
      refused(new Fields().u8(1, 0).encoded(), in -> in.tagged(1, SlotKind.values()));
      refused(new Fields().u8(1, 255).encoded(), in -> in.tagged(1, SlotKind.values()));
    }

    @Test
    void SA1_refuses_every_truncation() {
      for (int length = 0; length < encoded.length; length++) {
        refused(Arrays.copyOf(encoded, length), Reading::reencoded);
      }
    }

    @Test
    void refuses_missing_doubled_and_disordered_fields() {
      refused(new Fields().u8(2, 1).encoded(), in -> in.u8(1));
      refused(
          new Fields().u8(1, 1).u8(1, 2).encoded(),
          in -> {
            assertThat(in.u8(1)).isEqualTo(1);
            in.end();
          });
      refused(
          hex("0002 00000001 01 0001 00000001 01"),
          in -> {
            assertThat(in.optional(1)).isNull();
            assertThat(in.u8(2)).isEqualTo(1);
            in.end();
          });
    }

    @Test
    void refuses_unknown_fields_that_may_matter() {
      refused(new Fields().u8(0x7fff, 1).encoded(), FieldReader::end);
    }

    @Test
    void skips_unknown_fields_that_may_not() {
      byte[] fields = new Fields().u8(1, 1).u8(0x8000, 1).bytes(0xffff, new byte[9]).encoded();
      FieldReader in = new FieldReader("the test", fields);

      assertThat(in.u8(1)).isEqualTo(1);
      in.end();
      assertThat(in.position()).isEqualTo(fields.length);
    }

    @Test
    void refuses_disordered_fields_among_those_it_skips() {
      refused(hex("8001 00000000 8000 00000000"), FieldReader::end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7fffffff", "80000000", "ffffffff", "00000002"})
    void refuses_lengths_beyond_the_end_before_it_allocates(String length) {
      refused(hex("0001" + length + "01"), in -> in.bytes(1));
    }

    @Test
    void refuses_wrong_widths() {
      byte[] three = new Fields().bytes(1, new byte[3]).encoded();

      refused(three, in -> in.u8(1));
      refused(three, in -> in.u32(1));
      refused(three, in -> in.u64(1));
      refused(three, in -> in.time(1));
      refused(three, in -> in.optionalTime(1));
      refused(three, in -> in.bytes(1, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c328", "c0af", "eda080", "f4908080"})
    void refuses_malformed_text(String utf8) {
      byte[] fields = new Fields().bytes(1, hex(utf8)).encoded();

      refused(fields, in -> in.text(1));
      refused(fields, in -> in.optionalText(1));
    }

    @Test
    void what_is_accepted_has_one_form_and_nothing_fails_otherwise() {
      Random random = new Random(1);
      for (int i = 0; i < 100_000; i++) {
        byte[] changed = encoded.clone();
        for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        try {
          byte[] again = reencoded(new FieldReader("the test", changed));
          assertThat(again).isEqualTo(Arrays.copyOf(changed, again.length));
        } catch (KeymasterException refused) {
          assertThat(refused.code()).isEqualTo(Code.CORRUPT);
        }
      }
    }

    private static byte[] reencoded(FieldReader in) {
      Fields again =
          new Fields()
              .u8(1, in.u8(1))
              .u32(2, in.u32(2))
              .u64(3, in.u64(3))
              .text(4, in.text(4))
              .time(5, in.time(5))
              .bytes(7, in.bytes(7));
      in.repeated(8).forEach(each -> again.bytes(8, each));
      again.bytes(9, in.bytes(9));
      in.end();
      return again.encoded();
    }
  }
}
