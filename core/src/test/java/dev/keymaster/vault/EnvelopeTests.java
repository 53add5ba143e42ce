package dev.keymaster.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.Randomness;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Attacks on the envelope (docs/format.md §3) by somebody who does arithmetic. */
class EnvelopeTests {
  private static final Randomness RANDOMNESS = new SecureRandom()::nextBytes;
  private static final byte[] CONTEXT = "context".getBytes(UTF_8);
  private static final byte[] LABEL = "keymaster/v1/key/value\0context".getBytes(UTF_8);

  /** What docs/format.md §3 derives for one envelope, computed without the code under test. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Derived(byte[] key, byte[] nonce, byte[] commitment) {
    static Derived of(byte[] sealingKey, byte[] salt) throws GeneralSecurityException {
      HKDFParameterSpec spec =
          HKDFParameterSpec.ofExtract()
              .addIKM(new SecretKeySpec(sealingKey, "HKDF"))
              .addSalt(salt)
              .thenExpand(LABEL, 76);
      byte[] bytes = KDF.getInstance("HKDF-SHA512").deriveData(spec);
      return new Derived(
          Arrays.copyOf(bytes, 32),
          Arrays.copyOfRange(bytes, 32, 44),
          Arrays.copyOfRange(bytes, 44, 76));
    }

    /** Returns whether plain AES-256-GCM takes this ciphertext. */
    boolean takes(byte[] ciphertext) throws GeneralSecurityException {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      cipher.updateAAD(LABEL);
      try {
        return cipher.doFinal(ciphertext).length == ciphertext.length - 16;
      } catch (javax.crypto.AEADBadTagException e) {
        return false;
      }
    }

    private BigInteger block(byte[] input) throws GeneralSecurityException {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      return number(cipher.doFinal(input));
    }

    BigInteger hashKey() throws GeneralSecurityException {
      return block(new byte[16]);
    }

    BigInteger mask() throws GeneralSecurityException {
      return block(ByteBuffer.allocate(16).put(nonce).putInt(1).array());
    }
  }

  /** Elements of GF(2^128) as GCM writes them: the first bit is the coefficient of 1. */
  private static BigInteger number(byte[] block) {
    BigInteger number = BigInteger.ZERO;
    for (int i = 0; i < 128; i++) {
      if ((block[i / 8] & 0x80 >> i % 8) != 0) {
        number = number.setBit(i);
      }
    }
    return number;
  }

  private static byte[] block(BigInteger number) {
    byte[] block = new byte[16];
    for (int i = 0; i < 128; i++) {
      if (number.testBit(i)) {
        block[i / 8] |= (byte) (0x80 >> i % 8);
      }
    }
    return block;
  }

  private static final BigInteger POLYNOMIAL =
      BigInteger.ONE.shiftLeft(128).or(BigInteger.valueOf(0x87));

  private static BigInteger times(BigInteger a, BigInteger b) {
    BigInteger product = BigInteger.ZERO;
    for (int i = 0; i < 128; i++) {
      if (b.testBit(i)) {
        product = product.xor(a.shiftLeft(i));
      }
    }
    for (int i = product.bitLength() - 1; i >= 128; i--) {
      if (product.testBit(i)) {
        product = product.xor(POLYNOMIAL.shiftLeft(i - 128));
      }
    }
    return product;
  }

  /** The inverse: a to the power of 2^128 − 2. */
  private static BigInteger inverse(BigInteger a) {
    BigInteger result = BigInteger.ONE;
    BigInteger square = a;
    for (int i = 1; i < 128; i++) {
      square = times(square, square);
      result = times(result, square);
    }
    return result;
  }

  /** GHASH over label and ciphertext, which must be whole blocks. */
  private static BigInteger ghash(BigInteger hashKey, byte[] ciphertext) {
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    blocks.writeBytes(LABEL);
    blocks.writeBytes(new byte[-LABEL.length & 15]);
    blocks.writeBytes(ciphertext);
    blocks.writeBytes(
        ByteBuffer.allocate(16).putLong(LABEL.length * 8L).putLong(ciphertext.length * 8L).array());
    BigInteger hash = BigInteger.ZERO;
    byte[] all = blocks.toByteArray();
    for (int at = 0; at < all.length; at += 16) {
      hash = times(hash.xor(number(Arrays.copyOfRange(all, at, at + 16))), hashKey);
    }
    return hash;
  }

  /** Makes two blocks and a tag that AES-GCM takes under both keys. */
  private static byte[] underBoth(Derived one, Derived other) throws GeneralSecurityException {
    byte[] ciphertext = Arrays.copyOf("sixteen letters ".getBytes(UTF_8), 32);
    BigInteger difference =
        ghash(one.hashKey(), ciphertext)
            .xor(one.mask())
            .xor(ghash(other.hashKey(), ciphertext))
            .xor(other.mask());
    BigInteger weight =
        times(one.hashKey(), one.hashKey()).xor(times(other.hashKey(), other.hashKey()));
    byte[] second = block(times(difference, inverse(weight)));
    System.arraycopy(second, 0, ciphertext, 16, 16);
    byte[] tag = block(ghash(one.hashKey(), ciphertext).xor(one.mask()));
    byte[] sealed = Arrays.copyOf(ciphertext, 48);
    System.arraycopy(tag, 0, sealed, 32, 16);
    return sealed;
  }

  @Test
  void SA19_a_ciphertext_for_two_keys_opens_under_the_committed_one_only() throws Exception {
    byte[] first = RANDOMNESS.bytes(32);
    byte[] second = RANDOMNESS.bytes(32);
    byte[] salt = RANDOMNESS.bytes(24);
    Derived one = Derived.of(first, salt);
    Derived other = Derived.of(second, salt);
    byte[] sealed = underBoth(one, other);
    assertThat(one.takes(sealed)).as("AES-GCM under the first key").isTrue();
    assertThat(other.takes(sealed)).as("AES-GCM under the second key").isTrue();

    byte[] envelope =
        ByteBuffer.allocate(24 + 32 + sealed.length)
            .put(salt)
            .put(one.commitment())
            .put(sealed)
            .array();
    assertThat(SealingKey.copyOf(first).tryOpen("key", "value", CONTEXT, envelope)).hasSize(32);
    assertThat(SealingKey.copyOf(second).tryOpen("key", "value", CONTEXT, envelope)).isNull();
    System.arraycopy(other.commitment(), 0, envelope, 24, 32);
    assertThat(SealingKey.copyOf(first).tryOpen("key", "value", CONTEXT, envelope)).isNull();
    assertThat(SealingKey.copyOf(second).tryOpen("key", "value", CONTEXT, envelope)).hasSize(32);
  }

  @Test
  void an_envelope_is_made_as_the_format_says() throws Exception {
    byte[] raw = RANDOMNESS.bytes(32);
    byte[] envelope =
        SealingKey.copyOf(raw).seal("key", "value", CONTEXT, new byte[100], RANDOMNESS);
    Derived derived = Derived.of(raw, Arrays.copyOf(envelope, 24));
    assertThat(Arrays.copyOfRange(envelope, 24, 56)).isEqualTo(derived.commitment());
    assertThat(derived.takes(Arrays.copyOfRange(envelope, 56, envelope.length))).isTrue();
    assertThat(envelope).hasSize(100 + SealingKey.OVERHEAD);
  }

  @Test
  void SA20_no_two_envelopes_share_key_and_nonce() throws Exception {
    byte[] raw = RANDOMNESS.bytes(32);
    Set<String> used = new HashSet<>();
    Set<String> bodies = new HashSet<>();
    try (SealingKey key = SealingKey.copyOf(raw)) {
      for (int i = 0; i < 20_000; i++) {
        byte[] envelope = key.seal("key", "value", CONTEXT, new byte[16], RANDOMNESS);
        Derived derived = Derived.of(raw, Arrays.copyOf(envelope, 24));
        used.add(new BigInteger(1, derived.key()) + "/" + new BigInteger(1, derived.nonce()));
        bodies.add(new BigInteger(Arrays.copyOfRange(envelope, 56, 88)).toString());
      }
    }
    assertThat(used).hasSize(20_000);
    assertThat(bodies).as("one plaintext, all sealed differently").hasSize(20_000);
  }
}
