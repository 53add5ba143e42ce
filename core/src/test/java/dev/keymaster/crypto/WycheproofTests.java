package dev.keymaster.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.BugException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * SG1: the primitives as this room uses them against Project Wycheproof, every case with its
 * result, every count asserted.
 */
class WycheproofTests {
  private static final MLKEMParameters ML_KEM = MLKEMParameters.ml_kem_768;

  @Test
  void SG1_aes_gcm_316() {
    assertThat(Vectors.outcomes(Vectors.wycheproof("aes_gcm").stream(), WycheproofTests::aesGcm))
        .isEqualTo(Map.of("opened", 39, "refused tag", 27, "key or nonce not ours", 250));
  }

  private static String aesGcm(Vectors.Case each) {
    byte[] sealed = join(each.hex("ct"), each.hex("tag"));
    byte[] key = each.hex("key");
    byte[] nonce = each.hex("iv");
    byte[] opened;
    try {
      opened = Aead.decrypt(key, nonce, each.hex("aad"), sealed);
    } catch (BugException wrongLength) {
      assertThat(key.length != 32 || nonce.length != 12).as(each.toString()).isTrue();
      return "key or nonce not ours";
    }
    if (each.valid()) {
      assertThat(opened).as(each.toString()).isEqualTo(each.hex("msg"));
      assertThat(Aead.encrypt(key, nonce, each.hex("aad"), each.hex("msg"))).isEqualTo(sealed);
      return "opened";
    }
    assertThat(opened).as(each.toString()).isNull();
    return "refused tag";
  }

  @Test
  void SG1_SA21_ed25519_151() {
    assertThat(
            Vectors.outcomes(
                Vectors.wycheproof("ed25519").stream(),
                each -> {
                  byte[] key = Vectors.hex(each.group().getObject("publicKey").getString("pk"));
                  boolean verified = Ed25519.verify(key, each.hex("msg"), each.hex("sig"));
                  assertThat(verified).as(each.toString()).isEqualTo(each.valid());
                  return verified ? "verified" : "refused";
                }))
        .isEqualTo(Map.of("verified", 88, "refused", 63));
  }

  @Test
  void SG1_hkdf_sha512_83() {
    assertThat(
            Vectors.outcomes(
                Vectors.wycheproof("hkdf_sha512").stream(),
                each -> {
                  try {
                    byte[] derived =
                        Hkdf.derive(
                            each.hex("ikm"),
                            each.hex("salt"),
                            each.hex("info"),
                            each.test().getInt("size"));
                    assertThat(derived).as(each.toString()).isEqualTo(each.hex("okm"));
                    return "derived";
                  } catch (BugException tooLong) {
                    assertThat(each.flagged("SizeTooLarge")).as(each.toString()).isTrue();
                    return "too long";
                  }
                }))
        .isEqualTo(Map.of("derived", 80, "too long", 3));
  }

  @Test
  void SG1_hkdf_sha256_86_of_the_platform() {
    assertThat(
            Vectors.outcomes(
                Vectors.wycheproof("hkdf_sha256").stream(),
                each -> {
                  try {
                    byte[] derived =
                        KDF.getInstance("HKDF-SHA256")
                            .deriveData(
                                HKDFParameterSpec.ofExtract()
                                    .addIKM(each.hex("ikm"))
                                    .addSalt(each.hex("salt"))
                                    .thenExpand(each.hex("info"), each.test().getInt("size")));
                    assertThat(derived).as(each.toString()).isEqualTo(each.hex("okm"));
                    return "derived";
                  } catch (GeneralSecurityException tooLong) {
                    assertThat(each.flagged("SizeTooLarge")).as(each.toString()).isTrue();
                    return "too long";
                  }
                }))
        .isEqualTo(Map.of("derived", 83, "too long", 3));
  }

  @ParameterizedTest
  @CsvSource({"hmac_sha256,HmacSHA256", "hmac_sha512,HmacSHA512"})
  void SG1_hmac_174(String file, String algorithm) {
    assertThat(
            Vectors.outcomes(
                Vectors.wycheproof(file).stream(),
                each -> {
                  byte[] tag = each.hex("tag");
                  byte[] made = hmac(algorithm, each.hex("key"), each.hex("msg"));
                  boolean same = Arrays.equals(Arrays.copyOf(made, tag.length), tag);
                  assertThat(same).as(each.toString()).isEqualTo(each.valid());
                  return same ? "same" : "other";
                }))
        .isEqualTo(Map.of("same", 66, "other", 108));
  }

  @ParameterizedTest
  @CsvSource({
    "pbkdf2_hmacsha256,PBKDF2WithHmacSHA256,43,17",
    "pbkdf2_hmacsha512,PBKDF2WithHmacSHA512,41,17"
  })
  void SG1_pbkdf2_118(String file, String algorithm, int derived, int notText) {
    assertThat(
            Vectors.outcomes(
                Vectors.wycheproof(file).stream(),
                each -> {
                  char[] password = text(each.hex("password"));
                  if (password.length == 0 && each.hex("password").length > 0) {
                    // the platform's PBKDF2 takes text; Pbkdf2 refuses such passphrases
                    assertThat(each.flagged("NonUtf8")).as(each.toString()).isTrue();
                    return "not text";
                  }
                  byte[] made =
                      Pbkdf2.hash(
                          algorithm,
                          password,
                          each.hex("salt"),
                          each.test().getInt("iterationCount"),
                          each.test().getInt("dkLen"));
                  assertThat(made).as(each.toString()).isEqualTo(each.hex("dk"));
                  return "derived";
                }))
        .isEqualTo(Map.of("derived", derived, "not text", notText));
  }

  @Test
  void SG1_SA21_x25519_518() {
    assertThat(
            Vectors.outcomes(
                Vectors.wycheproof("x25519").stream(),
                each -> {
                  X25519Agreement agreement = new X25519Agreement();
                  agreement.init(new X25519PrivateKeyParameters(each.hex("private")));
                  byte[] shared = new byte[32];
                  try {
                    agreement.calculateAgreement(
                        new X25519PublicKeyParameters(each.hex("public")), shared, 0);
                  } catch (IllegalStateException lowOrder) {
                    assertThat(each.flagged("ZeroSharedSecret")).as(each.toString()).isTrue();
                    assertThat(Agreement.by(each.hex("private"), each.hex("public"))).isEmpty();
                    return "low order refused";
                  }
                  assertThat(shared).as(each.toString()).isEqualTo(each.hex("shared"));
                  assertThat(Agreement.by(each.hex("private"), each.hex("public")))
                      .hasValueSatisfying(
                          ours -> assertThat(ours.shared()).as(each.toString()).isEqualTo(shared));
                  return each.valid() ? "agreed" : "agreed on a peculiar key";
                }))
        .isEqualTo(Map.of("agreed", 264, "agreed on a peculiar key", 223, "low order refused", 31));
  }

  @Test
  void SG1_SA21_ml_kem_768_193() {
    assertThat(
            Vectors.outcomes(
                Vectors.wycheproof("mlkem_768").stream(),
                each -> {
                  try {
                    MLKEMPrivateKeyParameters key =
                        new MLKEMPrivateKeyParameters(ML_KEM, each.hex("seed"));
                    byte[] secret = new MLKEMExtractor(key).extractSecret(each.hex("c"));
                    assertThat(key.getPublicKey()).as(each.toString()).isEqualTo(each.hex("ek"));
                    assertThat(secret).as(each.toString()).isEqualTo(each.hex("K"));
                    assertThat(each.valid()).as(each.toString()).isTrue();
                    return "decapsulated";
                  } catch (IllegalArgumentException malformed) {
                    assertThat(each.valid()).as(each.toString()).isFalse();
                    return "refused";
                  }
                }))
        .isEqualTo(Map.of("decapsulated", 153, "refused", 40));
  }

  @Test
  void SG1_ml_kem_768_keygen_100() {
    assertThat(
            Vectors.outcomes(
                Vectors.wycheproof("mlkem_768_keygen_seed").stream(),
                each -> {
                  MLKEMPrivateKeyParameters key =
                      new MLKEMPrivateKeyParameters(ML_KEM, each.hex("seed"));
                  assertThat(key.getPublicKey()).as(each.toString()).isEqualTo(each.hex("ek"));
                  assertThat(
                          key.withPreferredFormat(MLKEMPrivateKeyParameters.EXPANDED_KEY)
                              .getEncoded())
                      .as(each.toString())
                      .isEqualTo(each.hex("dk"));
                  return "generated";
                }))
        .isEqualTo(Map.of("generated", 100));
  }

  @Test
  void SG1_SA21_ml_kem_768_decaps_with_expanded_keys_9() {
    assertThat(
            Vectors.outcomes(
                Vectors.wycheproof("mlkem_768_semi_expanded_decaps").stream(),
                each -> {
                  try {
                    byte[] secret =
                        new MLKEMExtractor(new MLKEMPrivateKeyParameters(ML_KEM, each.hex("dk")))
                            .extractSecret(each.hex("c"));
                    assertThat(secret).as(each.toString()).isEqualTo(each.hex("K"));
                    assertThat(each.valid()).as(each.toString()).isTrue();
                    return "decapsulated";
                  } catch (IllegalArgumentException refused) {
                    assertThat(each.valid()).as(each.toString()).isFalse();
                    return "refused";
                  }
                }))
        .isEqualTo(Map.of("decapsulated", 3, "refused", 6));
  }

  @Test
  void SG1_SA21_ml_kem_768_encaps_265() {
    assertThat(
            Vectors.outcomes(
                Vectors.wycheproof("mlkem_768_encaps").stream(),
                each -> {
                  try {
                    SecretWithEncapsulation made =
                        MLKEMGenerator.internalGenerateEncapsulated(
                            new MLKEMPublicKeyParameters(ML_KEM, each.hex("ek")), each.hex("m"));
                    assertThat(made.getEncapsulation())
                        .as(each.toString())
                        .isEqualTo(each.hex("c"));
                    assertThat(made.getSecret()).as(each.toString()).isEqualTo(each.hex("K"));
                    assertThat(each.valid()).as(each.toString()).isTrue();
                    return "encapsulated";
                  } catch (IllegalArgumentException refused) {
                    assertThat(each.valid()).as(each.toString()).isFalse();
                    return "refused";
                  }
                }))
        .isEqualTo(Map.of("encapsulated", 133, "refused", 132));
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  private static byte[] hmac(String algorithm, byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns nothing for bytes that are not text. */
  private static char[] text(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(utf8))
          .toString()
          .toCharArray();
    } catch (CharacterCodingException e) {
      return new char[0];
    }
  }
}
