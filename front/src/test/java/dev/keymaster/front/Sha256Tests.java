package dev.keymaster.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Sha256Tests {
  @Test
  void agrees_with_the_jdk_at_every_length_up_to_three_blocks() throws NoSuchAlgorithmException {
    Random random = new Random(25);
    for (int length = 0; length <= 200; length++) {
      byte[] message = new byte[length];
      random.nextBytes(message);
      byte[] expected = MessageDigest.getInstance("SHA-256").digest(message);
      assertThat(Sha256.hex(message, 32)).isEqualTo(HexFormat.of().formatHex(expected));
      assertThat(Sha256.hex(message, 8)).isEqualTo(HexFormat.of().formatHex(expected, 0, 8));
    }
  }
}
