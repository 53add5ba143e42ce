package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C5: a value that dotenvx 2.38.2 sealed. */
class EciesTests {
  private static final String KEY =
      "b56c19404e658d3bfd7552ce1085a3045dd9b174e9985c75920bd73660b7245a";
  private static final byte[] SEALED =
      Base64.getDecoder()
          .decode(
              "BLlg3Ha5XDGOyJ7RxcC96xjv+9KRC8UOqCXeVUXbHWuZVN4CcHRnJInnE7F7cDx+kstRQXWj5ypq"
                  + "RxejAg2/Ssrdr+PL28/5v8wMXgfv3qk9ZYNaIn7U95csRBdGtRqJvtwCFqyAXpHS0kcoEY6hdlG2"
                  + "9xz2ON9yTaWDbcvkvQ==");

  private static Optional<String> opened(String key, byte[] sealed) {
    try (Secret secret = Secret.taking(HexFormat.of().parseHex(key))) {
      return Ecies.open(secret, sealed)
          .map(value -> {
            try (value) {
              return new String(value.reveal(), UTF_8);
            }
          });
    }
  }

  @Test
  void C5_value_opens_with_its_key() {
    assertThat(opened(KEY, SEALED)).contains("sk-canary-5d3f00aa11bb22cc33dd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void C5_value_does_not_open_with_anything_else(String key) {
    assertThat(opened(key, SEALED)).isEmpty();
  }

  @Test
  void C5_value_that_was_cut_or_changed_does_not_open() {
    for (int length = 0; length < SEALED.length; length++) {
      assertThat(opened(KEY, Arrays.copyOf(SEALED, length))).as("cut at %d", length).isEmpty();
    }
    for (int i = 0; i < SEALED.length; i++) {
      byte[] flipped = SEALED.clone();
      flipped[i] ^= 1;
      assertThat(opened(KEY, flipped)).as("flipped byte %d", i).isEmpty();
    }
  }
}
