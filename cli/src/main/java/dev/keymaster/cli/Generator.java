package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Makes random values (F7). */
final class Generator {
  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".getBytes(US_ASCII);

  /** Bytes from here on would favour the front of the alphabet. */
  private static final int FAIR = 256 - 256 % ALPHABET.length;

  private final Randomness randomness;

  Generator(Randomness randomness) {
    this.randomness = randomness;
  }

  /**
   * Returns a value of so much entropy.
   *
   * @param bytes 16 to 1024
   * @param format {@code base64url}, {@code hex} or {@code alphanumeric}
   */
  Secret value(int bytes, String format) {
    if (bytes < 16 || bytes > 1024) {
      throw KeymasterException.usage("--bytes takes 16 to 1024", "32 is plenty");
    }
    byte[] random = randomness.bytes(bytes);
    try {
      return switch (format) {
        case "base64url" -> Secret.taking(Base64.getUrlEncoder().withoutPadding().encode(random));
        case "hex" -> Secret.taking(hex(random));
        case "alphanumeric" -> alphanumeric((int) Math.ceil(bytes * 8 / 5.954));
        default ->
            throw KeymasterException.usage(
                "no such format: " + Printable.quote(format), "base64url, hex or alphanumeric");
      };
    } finally {
      Arrays.fill(random, (byte) 0);
    }
  }

  private static byte[] hex(byte[] random) {
    byte[] text = new byte[random.length * 2];
    HexFormat hex = HexFormat.of();
    for (int i = 0; i < random.length; i++) {
      text[2 * i] = (byte) hex.toHighHexDigit(random[i]);
      text[2 * i + 1] = (byte) hex.toLowHexDigit(random[i]);
    }
    return text;
  }

  private Secret alphanumeric(int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; ) {
      int next = randomness.bytes(1)[0] & 0xff;
      if (next < FAIR) {
        text[i++] = ALPHABET[next % ALPHABET.length];
      }
    }
    return Secret.taking(text);
  }
}
