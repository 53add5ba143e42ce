package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.grack.nanojson.JsonArray;
import dev.keymaster.model.BugException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceSignatureTests {
  private static final byte[] MESSAGE = "a link of the chain".getBytes(UTF_8);

  private static byte[] seed(int number) {
    byte[] seed = new byte[32];
    new Random(number).nextBytes(seed);
    return seed;
  }

  @Nested
  class Signatures {
    private final DeviceSignature device = DeviceSignature.taking(seed(1));
    private final byte[] publicKey = device.publicKey();
    private final byte[] signature = device.sign("link", MESSAGE);

    @Test
    void hold_for_key_purpose_and_message() {
      assertThat(signature).hasSize(DeviceSignature.LENGTH);
      assertThat(DeviceSignature.verify(publicKey, "link", MESSAGE, signature)).isTrue();
    }

    @Test
    void are_the_same_each_time() {
      assertThat(device.sign("link", MESSAGE)).isEqualTo(signature);
    }

    @Test
    void hold_for_no_other_purpose() {
      assertThat(DeviceSignature.verify(publicKey, "head", MESSAGE, signature)).isFalse();
      byte[] shifted = "ka link of the chain".getBytes(UTF_8);
      assertThat(DeviceSignature.verify(publicKey, "lin", shifted, signature)).isFalse();
    }

    @Test
    void are_made_over_label_purpose_zero_and_message() {
      byte[] signed = "keymaster/v1/signature/link\0a link of the chain".getBytes(UTF_8);

      assertThat(Ed25519.verify(publicKey, signed, signature)).isTrue();
    }

    @Test
    void are_not_signatures_of_the_bare_message() {
      assertThat(Ed25519.verify(publicKey, MESSAGE, signature)).isFalse();
    }

    @Test
    void hold_for_no_other_key() {
      try (DeviceSignature other = DeviceSignature.taking(seed(2))) {
        assertThat(DeviceSignature.verify(other.publicKey(), "link", MESSAGE, signature)).isFalse();
      }
    }

    @Test
    void SA1_break_with_any_flipped_bit() {
      for (int bit = 0; bit < signature.length * 8; bit++) {
        byte[] changed = signature.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(DeviceSignature.verify(publicKey, "link", MESSAGE, changed)).isFalse();
      }
    }

    @Test
    void of_another_length_are_refused() {
      for (int length : new int[] {0, 63, 65}) {
        byte[] cut = Arrays.copyOf(signature, length);
        assertThat(DeviceSignature.verify(publicKey, "link", MESSAGE, cut)).isFalse();
      }
      byte[] shortKey = Arrays.copyOf(publicKey, 31);
      assertThat(DeviceSignature.verify(shortKey, "link", MESSAGE, signature)).isFalse();
    }

    @Test
    void show_no_secret_as_text() {
      assertThat(device).hasToString("DeviceSignature[redacted]");
    }
  }

  @Test
  void a_seed_is_taken_and_zeroed() {
    byte[] seed = seed(3);
    DeviceSignature.taking(seed).close();
    assertThat(seed).containsOnly(0);
    assertThatThrownBy(() -> DeviceSignature.taking(new byte[33])).isInstanceOf(BugException.class);
  }

  @Test
  void points_not_written_canonically_are_refused() {
    byte[] three = new byte[32];
    three[0] = 3;
    byte[] threeAndTheModulus = Vectors.hex("f0" + "ff".repeat(30) + "7f");

    assertThat(Ed25519.isStrict(three)).isTrue();
    assertThat(Ed25519.isStrict(threeAndTheModulus)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
  })
  void ed25519_agrees_with_rfc_8032(
      String seed, String publicKey, String message, String expected) {
    byte[] bytes = Vectors.hex(seed);

    assertThat(HexFormat.of().formatHex(Ed25519.publicKey(bytes))).isEqualTo(publicKey);
    assertThat(HexFormat.of().formatHex(Ed25519.sign(bytes, Vectors.hex(message))))
        .isEqualTo(expected);
    assertThat(Ed25519.verify(Vectors.hex(publicKey), Vectors.hex(message), Vectors.hex(expected)))
        .isTrue();
  }

  /**
   * Every case with a point of small order or an encoding that is not canonical is refused, as are
   * those that only a check multiplied by the cofactor would pass.
   */
  @Test
  void SG1_SA21_ed25519_cctv_914() {
    assertThat(
            Vectors.outcomes(
                Vectors.array("ed25519-cctv/ed25519vectors.json"),
                each -> {
                  JsonArray flags = each.getArray("flags", new JsonArray());
                  boolean verified =
                      Ed25519.verify(
                          Vectors.hex(each.getString("key")),
                          each.getString("msg").getBytes(UTF_8),
                          Vectors.hex(each.getString("sig")));
                  boolean small = flags.contains("low_order_A") || flags.contains("low_order_R");
                  boolean residue = flags.contains("low_order_residue");
                  assertThat(verified)
                      .as("case " + each.getInt("number") + " " + flags)
                      .isEqualTo(!small && !residue);
                  return small ? "small order" : residue ? "residue" : "verified";
                }))
        .isEqualTo(Map.of("small order", 808, "residue", 63, "verified", 43));
  }
}
