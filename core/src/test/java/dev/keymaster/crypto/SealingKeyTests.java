package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealingKeyTests {
  private static final byte[] PLAIN = "sk-canary-656e76656c6f7065".getBytes(UTF_8);
  private static final byte[] CONTEXT =
      new Fields().text(1, "prod").text(2, "openai").u32(3, 7).encoded();

  private final Random random = new Random(20);
  private final Randomness randomness = random::nextBytes;
  private final SealingKey key = SealingKey.random(randomness);

  private byte[] sealed() {
    return key.seal("key", "value", CONTEXT, PLAIN, randomness);
  }

  private void refused(byte[] envelope) {
    assertThat(key.tryOpen("key", "value", CONTEXT, envelope)).isNull();
  }

  @Nested
  class Known_answers {
    private final SealingKey fixed = SealingKey.taking(counting(32));

    private static byte[] counting(int length) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) i;
      }
      return bytes;
    }

    private static String hex(byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }

    // made with Python's cryptography from docs/format.md §3
    @Test
    void envelope() {
      byte[] envelope =
          fixed.seal(
              "key",
              "value",
              CONTEXT,
              PLAIN,
              target -> System.arraycopy(counting(24), 0, target, 0, 24));

      assertThat(hex(envelope))
          .isEqualTo(
              "000102030405060708090a0b0c0d0e0f101112131415161792829915d939b219f3ec9b548f05752b78790124bd5b28ea6af8f19a1f34aad469a501c76a982b6cfa01b549f6ea428594d907b32ee890efaafc868d38fdeb487c6838e24f4d87d87ba0");
    }

    @Test
    void derived_key() {
      assertThat(hex(fixed.derive("environment", CONTEXT).encoded()))
          .isEqualTo("a090ebd5a74b3714dec10f3cfbc9ea86afc6ab52fe28dedf68119b1761c21db4");
    }

    @Test
    void mac() {
      assertThat(hex(fixed.mac(PLAIN)))
          .isEqualTo("c3417074c9f846a011665e2c89f1842d69091cecf4d462d44df29aca210043e0");
    }

    @Test
    void key_of_a_slot() {
      byte[] secret = counting(64);
      assertThat(
              hex(SealingKey.fromSlotSecret(secret, counting(16), "passphrase", CONTEXT).encoded()))
          .isEqualTo("94cb6a7bf3110c73ef9c5c6c8f5d5274826920b45012c2fd3bf47cc1dde552fc");
      assertThat(secret).isEqualTo(counting(64));
    }
  }

  @Nested
  class Envelopes {
    @Test
    void open_where_they_were_sealed() {
      byte[] envelope = sealed();

      assertThat(envelope).hasSize(PLAIN.length + SealingKey.OVERHEAD);
      assertThat(key.open("it", "key", "value", CONTEXT, envelope)).isEqualTo(PLAIN);
      assertThat(key.tryOpen("key", "value", CONTEXT, envelope)).isEqualTo(PLAIN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 70_000})
    void hold_any_length(int length) {
      byte[] plain = new byte[length];
      random.nextBytes(plain);

      byte[] envelope = key.seal("key", "value", CONTEXT, plain, randomness);
      assertThat(key.open("it", "key", "value", CONTEXT, envelope)).isEqualTo(plain);
    }

    @Test
    void SA1_with_any_flipped_bit_are_refused() {
      byte[] envelope = sealed();
      for (int bit = 0; bit < envelope.length * 8; bit++) {
        byte[] changed = envelope.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        refused(changed);
      }
    }

    @Test
    void SA1_of_any_other_length_are_refused() {
      byte[] envelope = sealed();
      for (int length = 0; length < envelope.length + 40; length++) {
        if (length != envelope.length) {
          refused(Arrays.copyOf(envelope, length));
        }
      }
    }

    @Test
    void SA2_put_together_from_two_are_refused() {
      byte[] one = sealed();
      byte[] two = sealed();
      for (int at = 1; at < one.length; at++) {
        byte[] mixed = one.clone();
        System.arraycopy(two, at, mixed, at, mixed.length - at);
        refused(mixed);
      }
    }

    @Test
    void SA3_open_in_no_other_place() {
      byte[] envelope = sealed();

      assertThat(key.tryOpen("index", "value", CONTEXT, envelope)).isNull();
      assertThat(key.tryOpen("key", "secret", CONTEXT, envelope)).isNull();
      assertThat(key.tryOpen("key/value", "", CONTEXT, envelope)).isNull();
      assertThat(key.tryOpen("key", "value", new byte[0], envelope)).isNull();
      for (int at = 0; at < CONTEXT.length; at++) {
        byte[] elsewhere = CONTEXT.clone();
        elsewhere[at] ^= 1;
        assertThat(key.tryOpen("key", "value", elsewhere, envelope)).isNull();
      }
    }

    @Test
    void open_under_no_other_key() {
      byte[] envelope = sealed();

      assertThat(SealingKey.random(randomness).tryOpen("key", "value", CONTEXT, envelope)).isNull();
      assertThat(key.derive("x", CONTEXT).tryOpen("key", "value", CONTEXT, envelope)).isNull();
    }

    @Test
    void failure_names_what_was_opened_and_nothing_else() {
      byte[] envelope = sealed();
      envelope[60] ^= 1;

      assertThatThrownBy(() -> key.open("key openai", "key", "value", CONTEXT, envelope))
          .hasMessage("key openai was changed or does not belong here")
          .isInstanceOfSatisfying(
              KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
    }

    @Test
    void SA20_use_another_salt_each_time() {
      Set<ByteBuffer> salts = new HashSet<>();
      for (int i = 0; i < 10_000; i++) {
        salts.add(ByteBuffer.wrap(Arrays.copyOf(sealed(), 24)));
      }
      assertThat(salts).hasSize(10_000);
    }
  }

  /**
   * AES-GCM alone lets one ciphertext open under two keys, for whoever knows both. Such a
   * ciphertext is built here, shown to open under both, and refused by the commitment.
   */
  @Nested
  class Two_keys {
    private static final BigInteger POLYNOMIAL =
        BigInteger.ONE.shiftLeft(128).or(BigInteger.valueOf(0x87));

    private final byte[] label = label();
    private final byte[] salt = randomness.bytes(24);
    private final SealingKey other = SealingKey.random(randomness);

    @Test
    void SA19_a_ciphertext_for_two_keys_is_refused_by_the_commitment() {
      byte[] one = derived(key);
      byte[] two = derived(other);
      byte[] body = forTwo(one, two);
      assertThat(Aead.decrypt(aesKey(one), nonce(one), label, body)).isNotNull();
      assertThat(Aead.decrypt(aesKey(two), nonce(two), label, body)).isNotNull();

      byte[] forOne = envelope(one, body);
      byte[] forTwo = envelope(two, body);

      assertThat(key.tryOpen("key", "value", CONTEXT, forOne)).isNotNull();
      assertThat(other.tryOpen("key", "value", CONTEXT, forTwo)).isNotNull();
      assertThat(other.tryOpen("key", "value", CONTEXT, forOne)).isNull();
      assertThat(key.tryOpen("key", "value", CONTEXT, forTwo)).isNull();
    }

    private static byte[] label() {
      byte[] name = "keymaster/v1/key/value\0".getBytes(US_ASCII);
      byte[] label = Arrays.copyOf(name, name.length + CONTEXT.length);
      System.arraycopy(CONTEXT, 0, label, name.length, CONTEXT.length);
      return label;
    }

    private byte[] derived(SealingKey from) {
      return Hkdf.derive(from.encoded(), salt, label, 76);
    }

    private static byte[] aesKey(byte[] derived) {
      return Arrays.copyOf(derived, 32);
    }

    private static byte[] nonce(byte[] derived) {
      return Arrays.copyOfRange(derived, 32, 44);
    }

    private byte[] envelope(byte[] derived, byte[] body) {
      return ByteBuffer.allocate(56 + body.length).put(salt).put(derived, 44, 32).put(body).array();
    }

    /** Two blocks and a tag: the second block is chosen so that both keys give the tag zero. */
    private byte[] forTwo(byte[] one, byte[] two) {
      BigInteger first = new BigInteger(1, randomness.bytes(16));
      BigInteger hashOne = subkey(one);
      BigInteger hashTwo = subkey(two);
      BigInteger rest = tag(one, hashOne, first).xor(tag(two, hashTwo, first));
      BigInteger factor = multiply(hashOne, hashOne).xor(multiply(hashTwo, hashTwo));
      BigInteger second = multiply(rest, inverse(factor));
      BigInteger tag = tag(one, hashOne, first).xor(multiply(second, multiply(hashOne, hashOne)));
      return ByteBuffer.allocate(48)
          .put(block(reflected(first)))
          .put(block(reflected(second)))
          .put(block(reflected(tag)))
          .array();
    }

    /** Returns the tag of {@code first} and a second block of zeros, in the field's own order. */
    private BigInteger tag(byte[] derived, BigInteger hashKey, BigInteger first) {
      byte[] ciphertext = Arrays.copyOf(block(reflected(first)), 32);
      byte[] plain = xor(ciphertext, keyStream(derived));
      byte[] sealed = Aead.encrypt(aesKey(derived), nonce(derived), label, plain);
      assertThat(Arrays.copyOf(sealed, 32)).isEqualTo(ciphertext);
      assertThat(hashKey.signum()).isPositive();
      return reflected(new BigInteger(1, Arrays.copyOfRange(sealed, 32, 48)));
    }

    private byte[] keyStream(byte[] derived) {
      return Arrays.copyOf(Aead.encrypt(aesKey(derived), nonce(derived), label, new byte[32]), 32);
    }

    /**
     * Returns GHASH's key, found without a cipher of our own: tags of two messages that differ in
     * their last block by one differ by that times the key squared.
     */
    private BigInteger subkey(byte[] derived) {
      byte[] zero = Aead.encrypt(aesKey(derived), nonce(derived), label, new byte[32]);
      byte[] plain = new byte[32];
      plain[16] = (byte) 0x80;
      byte[] changed = Aead.encrypt(aesKey(derived), nonce(derived), label, plain);
      BigInteger square = reflected(new BigInteger(1, xor(tail(zero), tail(changed))));
      return squareRoot(square);
    }

    private static byte[] tail(byte[] sealed) {
      return Arrays.copyOfRange(sealed, 32, 48);
    }

    private static byte[] xor(byte[] a, byte[] b) {
      byte[] xor = new byte[a.length];
      for (int i = 0; i < a.length; i++) {
        xor[i] = (byte) (a[i] ^ b[i]);
      }
      return xor;
    }

    private static byte[] block(BigInteger value) {
      byte[] bytes = new byte[16];
      for (int i = 0; i < 128; i++) {
        if (value.testBit(127 - i)) {
          bytes[i / 8] |= (byte) (0x80 >> i % 8);
        }
      }
      return bytes;
    }

    /** GCM writes the coefficient of x^0 as the first bit; here it is the lowest. */
    private static BigInteger reflected(BigInteger value) {
      BigInteger reflected = BigInteger.ZERO;
      for (int i = 0; i < 128; i++) {
        if (value.testBit(i)) {
          reflected = reflected.setBit(127 - i);
        }
      }
      return reflected;
    }

    private static BigInteger multiply(BigInteger a, BigInteger b) {
      BigInteger product = BigInteger.ZERO;
      for (int i = 0; i < 128; i++) {
        if (b.testBit(i)) {
          product = product.xor(a.shiftLeft(i));
        }
      }
      for (int i = 254; i >= 128; i--) {
        if (product.testBit(i)) {
          product = product.xor(POLYNOMIAL.shiftLeft(i - 128));
        }
      }
      return product;
    }

    private static BigInteger squareRoot(BigInteger value) {
      BigInteger root = value;
      for (int i = 0; i < 127; i++) {
        root = multiply(root, root);
      }
      return root;
    }

    private static BigInteger inverse(BigInteger value) {
      BigInteger result = BigInteger.ONE;
      BigInteger power = value;
      for (int i = 1; i < 128; i++) {
        power = multiply(power, power);
        result = multiply(result, power);
      }
      return result;
    }
  }

  @Nested
  class Keys {
    @Test
    void have_32_bytes() {
      assertThatThrownBy(() -> SealingKey.taking(new byte[31])).isInstanceOf(BugException.class);
      assertThatThrownBy(() -> SealingKey.copyOf(new byte[33])).isInstanceOf(BugException.class);
      assertThat(key.encoded()).hasSize(SealingKey.LENGTH);
    }

    @Test
    void are_taken_or_copied_as_said() {
      byte[] bytes = randomness.bytes(32);
      byte[] kept = bytes.clone();

      assertThat(SealingKey.copyOf(bytes).encoded()).isEqualTo(kept);
      assertThat(bytes).isEqualTo(kept);
      assertThat(SealingKey.taking(bytes).encoded()).isEqualTo(kept);
      assertThat(bytes).containsOnly(0);
    }

    @Test
    void derived_for_different_purposes_differ() {
      List<ByteBuffer> derived = new ArrayList<>();
      for (String purpose : List.of("header", "keyset", "environment")) {
        for (byte[] context : List.of(new byte[0], new byte[1], CONTEXT)) {
          derived.add(ByteBuffer.wrap(key.derive(purpose, context).encoded()));
        }
      }
      derived.add(ByteBuffer.wrap(key.encoded()));
      assertThat(new HashSet<>(derived)).hasSize(10);
      assertThat(Collections.frequency(derived, derived.getFirst())).isEqualTo(1);
    }

    @Test
    void differ_by_kind_of_slot_salt_and_context() {
      byte[] secret = randomness.bytes(32);
      byte[] salt = randomness.bytes(16);
      Set<ByteBuffer> keys = new HashSet<>();
      keys.add(slot(secret, salt, "key-file", CONTEXT));
      keys.add(slot(secret, salt, "keychain", CONTEXT));
      keys.add(slot(secret, randomness.bytes(16), "key-file", CONTEXT));
      keys.add(slot(secret, salt, "key-file", new byte[0]));
      assertThat(keys).hasSize(4);
    }

    private static ByteBuffer slot(byte[] secret, byte[] salt, String kind, byte[] context) {
      return ByteBuffer.wrap(SealingKey.fromSlotSecret(secret, salt, kind, context).encoded());
    }

    @Test
    void show_no_secret_as_text() {
      assertThat(key).hasToString("SealingKey[redacted]");
    }

    @Test
    void closed_are_a_bug_to_use() {
      byte[] envelope = sealed();
      key.close();
      key.close();

      assertThatThrownBy(SealingKeyTests.this::sealed).isInstanceOf(BugException.class);
      assertThatThrownBy(() -> key.tryOpen("key", "value", CONTEXT, envelope))
          .isInstanceOf(BugException.class);
    }
  }

  @Nested
  class The_cipher {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 11, 13, 16, 32})
    void SA20_takes_nonces_of_twelve_bytes_only(int length) {
      assertThatThrownBy(
              () -> Aead.encrypt(new byte[32], new byte[length], new byte[0], new byte[1]))
          .isInstanceOf(BugException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 24, 31, 33})
    void takes_keys_of_32_bytes_only(int length) {
      assertThatThrownBy(
              () -> Aead.encrypt(new byte[length], new byte[12], new byte[0], new byte[1]))
          .isInstanceOf(BugException.class);
    }

    @Test
    void refuses_what_is_shorter_than_a_tag() {
      assertThat(Aead.decrypt(new byte[32], new byte[12], new byte[0], new byte[15])).isNull();
    }
  }
}
