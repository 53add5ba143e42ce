package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordKdfTests {
  private static final byte[] SALT = "somesalt16bytes!".getBytes(UTF_8);
  private static final Argon2id CHEAPEST = new Argon2id(19456, 2, 1);
  private static final Pbkdf2 FEWEST = new Pbkdf2(600_000);

  private static byte[] utf8(String passphrase) {
    return passphrase.getBytes(UTF_8);
  }

  private static String stretched(PasswordKdf kdf, String passphrase) {
    try (Secret secret = Secret.taking(utf8(passphrase))) {
      return HexFormat.of().formatHex(kdf.stretch(secret, SALT));
    }
  }

  private static void refused(Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Nested
  class Known_answers {
    // printf PASSPHRASE | argon2 somesalt16bytes! -id -t T -k M -p P -l 64 -r (Debian's argon2)
    @ParameterizedTest
    @CsvSource({
      "correct horse battery staple,65536,3,1,1aa63973d20b2adf327aaa5aab6b1aac2953b5eff585063ea33aaa6e8eaa7435fc72fb2b56e8e9dfe5de7a3afbc0a7578eed8ff5fbcbb963964108a663b63b86",
      "correct horse battery staple,19456,2,1,fba2a9c01e850225a1b17dffba3611f1d93b04f3b3864b881e7a06055f05e6e022632bc29f55b86ea01cf9d75d6568a8b82a129450d5e1b4f08289a435a58ffe",
      "correct horse battery staple,19456,2,4,78a0276dab133ffba790f12b30f5bff7306f05022c8710132e3429c4155ef8127d7f9829a5d8abb0a8fba4a804c803229a66c1452b2fa81130e0f9ae30227fb0",
      "'Пароль, naïve ☃ passphrase',38912,1,8,d7c30f297a4ab521df17a24fc11d8ad33267d1210f9adcbfc360a8ea3a6ee4a4067c3063c9907a50bf9ceac5a142b250037e745c62920485e34180f6c01a348c"
    })
    void argon2id_agrees_with_the_reference_program(
        String passphrase, int memoryKiB, int iterations, int lanes, String expected) {
      Argon2id kdf = new Argon2id(memoryKiB, iterations, lanes);

      assertThat(stretched(kdf, passphrase)).isEqualTo(expected);
      assertThat(HexFormat.of().formatHex(BouncyArgon2.hash(kdf, utf8(passphrase), SALT)))
          .isEqualTo(expected);
    }

    // python3: hashlib.pbkdf2_hmac('sha256', 'Пароль, naïve ☃ passphrase'.encode(), SALT, 600000,
    // 64)
    @Test
    void pbkdf2_agrees_with_openssl() {
      assertThat(stretched(FEWEST, "Пароль, naïve ☃ passphrase"))
          .isEqualTo(
              "f34b40ae41dd85bf71fa5cef124800a40b2ac75338026ad77b9ecf9b6e42656006222be370ec69b34bf5b6690dbc15e8160dd86e8f6e19745f754711e4680188");
    }
  }

  @Nested
  class Two_implementations {
    @ParameterizedTest
    @CsvSource({"19456,2", "19463,3", "38912,1", "65536,3"})
    void of_argon2id_give_the_same_bytes(int memoryKiB, int iterations) {
      Argon2id kdf = new Argon2id(memoryKiB, iterations, 1);
      byte[] passphrase = utf8("sk-canary-0f1e2d3c");

      assertThat(Sodium.found()).as("libsodium: apt-get install libsodium23").isPresent();
      assertThat(Sodium.found().orElseThrow().argon2id(kdf, passphrase, SALT))
          .isEqualTo(BouncyArgon2.hash(kdf, passphrase, SALT));
    }

    @Test
    void missing_libsodium_is_no_failure() {
      assertThat(Sodium.load(List.of("libsodium-that-is-not-there.so"))).isEmpty();
    }

    @Test
    void a_library_that_is_not_libsodium_is_not_taken_for_it() {
      assertThat(Sodium.load(List.of("libc.so.6"))).isEmpty();
    }
  }

  @Nested
  class Limits {
    @ParameterizedTest
    @CsvSource({
      "8,1,1",
      "19455,2,1",
      "1048577,1,1",
      "19456,1,1",
      "38911,1,1",
      "65536,0,1",
      "65536,17,1",
      "65536,3,0",
      "65536,3,9",
      "-1,3,1",
      "65536,-2147483648,1"
    })
    void weak_or_ruinous_argon2id_cannot_be_made(int memoryKiB, int iterations, int lanes) {
      refused(Code.USAGE, () -> new Argon2id(memoryKiB, iterations, lanes));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 5_000, 100_000, 599_999, 10_000_001, Integer.MAX_VALUE})
    void weak_or_ruinous_pbkdf2_cannot_be_made(int iterations) {
      refused(Code.USAGE, () -> new Pbkdf2(iterations));
    }

    @ParameterizedTest
    @CsvSource({"19456,2,1", "38912,1,8", "1048576,16,8", "65536,3,4"})
    void limits_themselves_are_allowed(int memoryKiB, int iterations, int lanes) {
      Argon2id kdf = new Argon2id(memoryKiB, iterations, lanes);

      assertThat(PasswordKdf.stored(kdf.id(), kdf.parameters())).isEqualTo(kdf);
    }

    @ParameterizedTest
    @ValueSource(ints = {600_000, 10_000_000})
    void limits_of_pbkdf2_are_allowed(int iterations) {
      Pbkdf2 kdf = new Pbkdf2(iterations);

      assertThat(PasswordKdf.stored(kdf.id(), kdf.parameters())).isEqualTo(kdf);
    }

    @Test
    void default_is_64_mib_and_three_passes() {
      assertThat(PasswordKdf.standard()).isEqualTo(new Argon2id(65536, 3, 1));
    }
  }

  @Nested
  class Stored_parameters {
    private static byte[] argon2id(long memoryKiB, long iterations, long lanes) {
      return new Fields().u32(1, memoryKiB).u32(2, iterations).u32(3, lanes).encoded();
    }

    @ParameterizedTest
    @CsvSource({"8,1,1", "4096,16,1", "19455,2,1", "19456,1,1", "65536,0,1", "65536,3,0"})
    void SA16_downgraded_argon2id_is_refused(long memoryKiB, long iterations, long lanes) {
      refused(Code.CORRUPT, () -> PasswordKdf.stored(1, argon2id(memoryKiB, iterations, lanes)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 5_000, 100_000, 599_999})
    void SA16_downgraded_pbkdf2_is_refused(long iterations) {
      refused(Code.CORRUPT, () -> PasswordKdf.stored(2, new Fields().u32(1, iterations).encoded()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3, 255})
    void SA16_unknown_algorithm_is_refused(int id) {
      refused(Code.CORRUPT, () -> PasswordKdf.stored(id, argon2id(65536, 3, 1)));
    }

    @ParameterizedTest
    @CsvSource({
      "4194304,1,1",
      "4294967295,3,1",
      "65536,2147483648,1",
      "65536,4294967295,1",
      "65536,3,4294967295"
    })
    void SA17_ruinous_argon2id_is_refused_before_there_is_anything_to_run(
        long memoryKiB, long iterations, long lanes) {
      refused(Code.CORRUPT, () -> PasswordKdf.stored(1, argon2id(memoryKiB, iterations, lanes)));
    }

    @ParameterizedTest
    @ValueSource(longs = {10_000_001, 2_147_483_648L, 4_294_967_295L})
    void SA17_ruinous_pbkdf2_is_refused(long iterations) {
      refused(Code.CORRUPT, () -> PasswordKdf.stored(2, new Fields().u32(1, iterations).encoded()));
    }

    @Test
    void surplus_and_missing_fields_are_refused() {
      byte[] surplus = new Fields().u32(1, 600_000).u32(2, 1).encoded();

      refused(Code.CORRUPT, () -> PasswordKdf.stored(2, surplus));
      refused(Code.CORRUPT, () -> PasswordKdf.stored(1, surplus));
      refused(Code.CORRUPT, () -> PasswordKdf.stored(1, new byte[0]));
    }
  }

  @Nested
  class Input {
    @Test
    void salt_of_another_length_is_a_bug() {
      try (Secret passphrase = Secret.taking(utf8("sk-canary-00112233"))) {
        assertThatThrownBy(() -> CHEAPEST.stretch(passphrase, new byte[15]))
            .isInstanceOf(BugException.class);
        assertThatThrownBy(() -> FEWEST.stretch(passphrase, new byte[17]))
            .isInstanceOf(BugException.class);
      }
    }

    @Test
    void bytes_that_are_not_text_are_refused_where_they_would_collide() {
      try (Secret passphrase = Secret.taking(new byte[] {'a', (byte) 0xc3, (byte) 0x28})) {
        refused(Code.USAGE, () -> FEWEST.stretch(passphrase, SALT));
      }
    }

    @Test
    void another_salt_gives_another_result() {
      try (Secret passphrase = Secret.taking(utf8("sk-canary-00112233"))) {
        assertThat(CHEAPEST.stretch(passphrase, new byte[16]))
            .isNotEqualTo(CHEAPEST.stretch(passphrase, SALT))
            .hasSize(64);
      }
    }
  }
}
