package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HybridTests {
  private static final byte[] CONTEXT = new Fields().text(1, "here").encoded();
  private static final byte[] PLAIN = "sk-canary-6879627269".getBytes(UTF_8);

  private final Random random = new Random(768);
  private final Randomness randomness = random::nextBytes;

  private static void corrupt(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
  }

  @Nested
  class Known_answers {
    @Test
    void SG1_x_wing_3() {
      assertThat(
              Vectors.outcomes(
                  Vectors.array("xwing/test-vectors.json"),
                  each -> {
                    byte[] seed = Vectors.hex(each.getString("seed"));
                    byte[] publicKey = Vectors.hex(each.getString("pk"));
                    byte[] secret = Vectors.hex(each.getString("ss"));
                    byte[] ciphertext = Vectors.hex(each.getString("ct"));
                    assertThat(XWing.publicKey(seed)).isEqualTo(publicKey);
                    assertThat(XWing.decapsulate(seed, ciphertext)).contains(secret);
                    SecretWithEncapsulation made =
                        XWing.encapsulate(publicKey, replay(each.getString("eseed"))).orElseThrow();
                    assertThat(made.getEncapsulation()).isEqualTo(ciphertext);
                    assertThat(made.getSecret()).isEqualTo(secret);
                    return "agreed";
                  }))
          .isEqualTo(Map.of("agreed", 3));
    }

    private static Randomness replay(String hex) {
      byte[] bytes = Vectors.hex(hex);
      int[] at = {0};
      return target -> {
        System.arraycopy(bytes, at[0], target, 0, target.length);
        at[0] += target.length;
      };
    }

    // the seeds in these files are of a draft that derived keys otherwise: the keys themselves hold
    @Test
    void SG1_ml_kem_768_cctv_intermediate_values() {
      assertAgrees(Vectors.lines("mlkem-cctv/intermediate_ML-KEM-768.txt"));
    }

    @Test
    void SG1_ml_kem_768_cctv_many_samples_from_the_xof() {
      assertAgrees(Vectors.lines("mlkem-cctv/unluckysample_ML-KEM-768.txt"));
    }

    @Test
    void SG1_ml_kem_768_cctv_ciphertexts_are_compared_beyond_a_zero_byte() {
      Vectors.Lines values = Vectors.lines("mlkem-cctv/strcmp_ML-KEM-768.txt");

      assertThat(decapsulated(values)).isEqualTo(values.hex("K"));
    }

    private static void assertAgrees(Vectors.Lines values) {
      SecretWithEncapsulation made =
          MLKEMGenerator.internalGenerateEncapsulated(
              new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, values.hex("ek")),
              values.hex("m"));
      assertThat(made.getEncapsulation()).isEqualTo(values.hex("c"));
      assertThat(made.getSecret()).isEqualTo(values.hex("K"));
      assertThat(decapsulated(values)).isEqualTo(values.hex("K"));
    }

    private static byte[] decapsulated(Vectors.Lines values) {
      MLKEMPrivateKeyParameters key =
          new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, values.hex("dk"));
      return new MLKEMExtractor(key).extractSecret(values.hex("c"));
    }

    @Test
    void SG1_SA21_ml_kem_768_cctv_780_keys_beyond_the_modulus_are_refused() throws IOException {
      byte[] x25519 = new byte[32];
      x25519[0] = 9;
      try (InputStream in =
          new GZIPInputStream(Vectors.open("mlkem-cctv/modulus_ML-KEM-768.txt.gz"))) {
        assertThat(
                Vectors.outcomes(
                    new String(in.readAllBytes(), UTF_8).lines(),
                    line -> {
                      byte[] key = Arrays.copyOf(Vectors.hex(line), HybridRecipient.LENGTH);
                      System.arraycopy(x25519, 0, key, 1184, 32);
                      corrupt(() -> HybridRecipient.of(key));
                      return "refused";
                    }))
            .isEqualTo(Map.of("refused", 780));
      }
    }
  }

  @Nested
  class Boxes {
    private final HybridIdentity identity = HybridIdentity.random(randomness);

    private byte[] box() {
      return identity.recipient().seal("key", "share", CONTEXT, PLAIN, randomness);
    }

    private byte[] open(byte[] box) {
      return identity.open("the box", "key", "share", CONTEXT, box);
    }

    @Test
    void open_for_their_recipient() {
      byte[] box = box();

      assertThat(box).hasSize(1120 + 72 + PLAIN.length);
      assertThat(open(box)).isEqualTo(PLAIN);
    }

    @Test
    void open_with_the_seed_alone() {
      byte[] seed = identity.encoded();
      byte[] box = box();

      try (HybridIdentity again = HybridIdentity.taking(seed)) {
        assertThat(seed).containsOnly(0);
        assertThat(again.recipient().encoded()).isEqualTo(identity.recipient().encoded());
        assertThat(again.open("the box", "key", "share", CONTEXT, box)).isEqualTo(PLAIN);
      }
    }

    @Test
    void open_after_the_public_key_went_over_a_wire() {
      HybridRecipient recipient = HybridRecipient.of(identity.recipient().encoded());

      assertThat(open(recipient.seal("key", "share", CONTEXT, PLAIN, randomness))).isEqualTo(PLAIN);
    }

    @Test
    void are_not_opened_by_another() {
      byte[] box = box();

      try (HybridIdentity other = HybridIdentity.random(randomness)) {
        corrupt(() -> other.open("the box", "key", "share", CONTEXT, box));
      }
    }

    @Test
    void SA3_open_in_their_place_only() {
      byte[] box = box();
      byte[] elsewhere = new Fields().text(1, "there").encoded();

      corrupt(() -> identity.open("the box", "log", "share", CONTEXT, box));
      corrupt(() -> identity.open("the box", "key", "value", CONTEXT, box));
      corrupt(() -> identity.open("the box", "key", "share", elsewhere, box));
    }

    @Test
    void SA1_with_a_flipped_bit_in_any_byte_are_refused() {
      byte[] box = box();
      for (int at = 0; at < box.length; at++) {
        byte[] changed = box.clone();
        changed[at] ^= (byte) (1 << at % 8);
        corrupt(() -> open(changed));
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1119, 1120, 1191})
    void SA1_cut_off_are_refused(int length) {
      corrupt(() -> open(Arrays.copyOf(box(), length)));
    }

    @Test
    void SA1_longer_than_made_are_refused() {
      byte[] box = box();

      corrupt(() -> open(Arrays.copyOf(box, box.length + 1)));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0100000000000000000000000000000000000000000000000000000000000000",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
        })
    void SA21_with_a_point_of_low_order_are_refused(String point) {
      byte[] box = box();
      System.arraycopy(Vectors.hex(point), 0, box, 1088, 32);
      corrupt(() -> open(box));

      byte[] publicKey = identity.recipient().encoded();
      System.arraycopy(Vectors.hex(point), 0, publicKey, 1184, 32);
      corrupt(() -> HybridRecipient.of(publicKey));
    }

    @Test
    void SA20_of_one_plaintext_are_never_alike() {
      assertThat(box()).isNotEqualTo(box());
    }

    @Test
    void keys_of_another_length_are_refused() {
      corrupt(() -> HybridRecipient.of(new byte[HybridRecipient.LENGTH - 1]));
      assertThatThrownBy(() -> HybridIdentity.taking(new byte[31]))
          .isInstanceOf(BugException.class);
    }

    @Test
    void show_no_secret_as_text() {
      assertThat(identity).hasToString("HybridIdentity[redacted]");
      identity.close();
      assertThat(identity.encoded()).containsOnly(0);
    }
  }

  @Test
  void encapsulation_for_garbage_is_refused_by_a_check_not_by_luck() {
    byte[] garbage = new byte[HybridRecipient.LENGTH];
    Arrays.fill(garbage, (byte) 0xff);

    assertThat(XWing.encapsulate(garbage, randomness)).isEmpty();
    assertThat(XWing.encapsulate(new byte[5], randomness)).isEmpty();
    assertThat(XWing.decapsulate(new byte[32], new byte[5])).isEmpty();
  }
}
