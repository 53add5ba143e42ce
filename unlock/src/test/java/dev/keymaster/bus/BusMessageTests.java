package dev.keymaster.bus;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BusMessageTests {
  /** A big-endian answer to call 7 from a service, with unknown field 77, body "hi". */
  private static final String BIG =
      "42020001000000070000006300000017"
          + "0501750000000007"
          + "4d01750000000001"
          + "0801670001730000"
          + "00000002686900";

  private static BusMessage parse(byte[] bytes) throws IOException {
    byte[] head = Arrays.copyOf(bytes, BusMessage.FIXED);
    BusMessage.Fixed fixed = BusMessage.Fixed.parse(head);
    byte[] rest = Arrays.copyOfRange(bytes, BusMessage.FIXED, bytes.length);
    assertThat(rest).hasSizeGreaterThanOrEqualTo(fixed.rest());
    return BusMessage.parse(fixed, Arrays.copyOf(rest, fixed.rest()));
  }

  @Test
  void big_endian_message_is_read() throws IOException {
    BusMessage message = parse(HexFormat.of().parseHex(BIG));
    assertThat(message.type()).isEqualTo(BusMessage.RETURN);
    assertThat(message.replySerial()).isEqualTo(7);
    assertThat(message.signature()).isEqualTo("s");
    assertThat(message.body().string()).isEqualTo("hi");
  }

  @Test
  void call_is_laid_out_as_the_specification_says() {
    BusCall call = new BusCall("a.b", "/c", "d.e", "F", "s", to -> to.string("x"));
    String expected =
        "6c01000106000000030000003a000000"
            + "01016f00020000002f63000000000000"
            + "0201730003000000642e650000000000"
            + "03017300010000004600000000000000"
            + "0601730003000000612e620000000000"
            + "0801670001730000"
            + "010000007800";
    String actual = HexFormat.of().formatHex(call.encode(3));
    assertThat(actual.substring(32)).isEqualTo(expected.substring(32));
    assertThat(actual.substring(0, 24)).isEqualTo(expected.substring(0, 24));
    assertThat(actual.substring(24, 32)).isEqualTo("47000000");
  }

  @Test
  void closing_a_message_zeroes_its_body() throws IOException {
    byte[] bytes = FakeBus.reply(1, "s", to -> to.string("sk-canary-77"));
    BusMessage message = parse(bytes);
    BusReader body = message.body();
    message.close();
    assertThat(body.string()).isEmpty();
  }

  @Test
  void one_byte_changed_anywhere_is_read_or_refused_but_never_more() {
    byte[] good =
        FakeBus.reply(
            1,
            "(oayays)",
            to -> FakeBus.Service.secret(to, Base64.getEncoder().encodeToString(new byte[32])));
    Random random = new Random(11);
    for (int at = 0; at < good.length; at++) {
      for (int i = 0; i < 40; i++) {
        byte[] bytes = good.clone();
        bytes[at] ^= (byte) (1 + random.nextInt(255));
        try {
          BusMessage.Fixed fixed = BusMessage.Fixed.parse(Arrays.copyOf(bytes, BusMessage.FIXED));
          byte[] rest = Arrays.copyOfRange(bytes, BusMessage.FIXED, bytes.length);
          BusMessage message = BusMessage.parse(fixed, Arrays.copyOf(rest, fixed.rest()));
          assertThat(message.signature()).isNotNull();
        } catch (IOException e) {
          assertThat(e).hasMessage("malformed answer");
        }
      }
    }
  }

  @Test
  void lengths_beyond_what_is_needed_are_refused_before_reading() {
    byte[] head = new BusWriter().u8('l').u8(2).u8(0).u8(1).u32(300 << 10).u32(1).u32(0).toBytes();
    assertThatThrownBy(() -> BusMessage.Fixed.parse(head)).hasMessage("malformed answer");
    byte[] ascii = "HTTP/1.1 200 OK\r\n".getBytes(US_ASCII);
    assertThatThrownBy(() -> BusMessage.Fixed.parse(ascii)).hasMessage("malformed answer");
  }
}
