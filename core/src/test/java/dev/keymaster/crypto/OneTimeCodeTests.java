package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.crypto.OneTimeCode.Hash;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of RFC 4226, appendix D, and RFC 6238, appendix B. */
class OneTimeCodeTests {
  private static final String DIGITS = "12345678901234567890";

  private static byte[] secret(Hash hash) {
    int length =
        switch (hash) {
          case SHA1 -> 20;
          case SHA256 -> 32;
          case SHA512 -> 64;
        };
    return DIGITS.repeat(4).substring(0, length).getBytes(US_ASCII);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
    "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
  })
  void rfc_4226_appendix_d(long counter, int code) {
    assertThat(OneTimeCode.of(secret(Hash.SHA1), counter, 6, Hash.SHA1)).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "59, SHA1, 94287082", "59, SHA256, 46119246", "59, SHA512, 90693936",
    "1111111109, SHA1, 7081804", "1111111109, SHA256, 68084774", "1111111109, SHA512, 25091201",
    "1111111111, SHA1, 14050471", "1111111111, SHA256, 67062674", "1111111111, SHA512, 99943326",
    "1234567890, SHA1, 89005924", "1234567890, SHA256, 91819424", "1234567890, SHA512, 93441116",
    "2000000000, SHA1, 69279037", "2000000000, SHA256, 90698825", "2000000000, SHA512, 38618901",
    "20000000000, SHA1, 65353130", "20000000000, SHA256, 77737706", "20000000000, SHA512, 47863826"
  })
  void rfc_6238_appendix_b(long seconds, Hash hash, int code) {
    long step = OneTimeCode.step(Instant.ofEpochSecond(seconds));
    assertThat(OneTimeCode.of(secret(hash), step, 8, hash)).isEqualTo(code);
  }

  @Test
  void steps_are_counted_through_1970() {
    assertThat(OneTimeCode.step(Instant.ofEpochSecond(29))).isZero();
    assertThat(OneTimeCode.step(Instant.ofEpochSecond(-1))).isEqualTo(-1);
  }
}
