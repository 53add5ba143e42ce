package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads of age files that somebody wrote by hand: every one has its own failure. */
class AgeHeadTests {
  private static final String B32 = "A".repeat(42) + "A";
  private static final String B64 = "A".repeat(64);

  private final Randomness randomness = new SecureRandom()::nextBytes;
  private final byte[] scalar = randomness.bytes(X25519.SCALAR_SIZE);

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(UTF_8));
  }

  private AgeIdentity identity() {
    return AgeIdentity.key(secret(Bech32.encode("age-secret-key-", scalar))).orElseThrow();
  }

  private String file() {
    byte[] point = new byte[X25519.POINT_SIZE];
    X25519.scalarMultBase(scalar, 0, point, 0);
    return new String(
        AgeFile.seal(
            List.of(AgeRecipient.key(Bech32.encode("age", point))), secret("canary"), randomness),
        ISO_8859_1);
  }

  private static String phraseFile() {
    return new String(
        AgeFile.seal(
            List.of(AgeRecipient.passphrase(secret("right"), 4)),
            secret("canary"),
            new SecureRandom()::nextBytes),
        ISO_8859_1);
  }

  private static void refused(Code code, String file, AgeIdentity identity) {
    assertThatThrownBy(() -> AgeFile.open(file.getBytes(ISO_8859_1), identity))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({
    "age-encryption.org/v1, age-encryption.org/v2, USAGE",
    "'(?s)-> .*?\n---', '---', DAMAGED",
    "'\n---', '\n--', DAMAGED",
    "'--- \\S{43}', '--- AAAA', DAMAGED",
    "'--- \\S{43}', '--- ????', DAMAGED",
    "'-> X25519 \\S+', '-> X25519 AAAA', DAMAGED",
    "'-> X25519 \\S+', '-> X25519 ?', DAMAGED",
    "'-> X25519 \\S+', '-> X25519', LOCKED",
    "'-> X25519', '-> X448', LOCKED",
    "'\n\\S{43}\n---', '\nAAAA\n---', LOCKED",
    "'\n\\S{43}\n---', '\n=\n---', DAMAGED",
    "'-> X25519 ', '-> X25519\u0001', DAMAGED"
  })
  void C5_heads_that_are_not_canonical_are_refused(String what, String by, Code code) {
    String changed = file().replaceFirst(what, by);
    refused(code, changed, identity());
  }

  @Test
  void C5_points_of_low_order_are_refused() {
    refused(Code.DAMAGED, file().replaceFirst("X25519 \\S+", "X25519 " + B32), identity());
    AgeRecipient zero = AgeRecipient.key(Bech32.encode("age", new byte[32]));
    assertThatThrownBy(() -> AgeFile.seal(List.of(zero), secret("x"), randomness))
        .hasMessageContaining("no key that anything can be sealed for");
  }

  @Test
  void SA9_heads_of_endless_size_are_refused() {
    String body = (B64 + "\n").repeat(100);
    refused(Code.DAMAGED, file().replaceFirst("\n---", "\n-> x\n" + body + "\n---"), identity());
    refused(
        Code.DAMAGED,
        file().replaceFirst("\n---", "\n-> x\n" + "A".repeat(70) + "\n---"),
        identity());
    refused(
        Code.DAMAGED,
        file().replaceFirst("\n---", "\n" + "-> x\n\n".repeat(200) + "---"),
        identity());
    refused(Code.DAMAGED, file().replaceFirst("X25519", "x".repeat(2000)), identity());
  }

  @ParameterizedTest
  @CsvSource({
    "'(-> scrypt \\S+) 4', '$1', DAMAGED",
    "'-> scrypt \\S+', '-> scrypt AAAA', DAMAGED",
    "'-> scrypt \\S+', '-> scrypt =', DAMAGED",
    "'\n---', '\n-> other\n\n---', DAMAGED"
  })
  void C5_heads_of_passphrases_that_are_not_canonical_are_refused(
      String what, String by, Code code) {
    String changed = phraseFile().replaceFirst(what, by);
    refused(code, changed, AgeIdentity.passphrase(secret("right")));
  }

  @Test
  void C5_passphrases_of_other_files_are_told_from_keys() {
    refused(Code.LOCKED, file(), AgeIdentity.passphrase(secret("right")));
  }

  @ParameterizedTest
  @CsvSource({"'', DAMAGED", "-----END AGE ENCRYPTED FILE-----, DAMAGED"})
  void C5_armour_has_to_end_and_to_hold_a_file(String end, Code code) {
    refused(code, "-----BEGIN AGE ENCRYPTED FILE-----\nAAAA\n" + end, identity());
    refused(
        Code.DAMAGED,
        "-----BEGIN AGE ENCRYPTED FILE-----\n?\n-----END AGE ENCRYPTED FILE-----",
        identity());
  }

  @Test
  void file_has_a_recipient_and_a_passphrase_stands_alone() {
    AgeRecipient phrase = AgeRecipient.passphrase(secret("right"), 4);
    assertThatThrownBy(() -> AgeFile.seal(List.of(), secret("x"), randomness))
        .isInstanceOf(BugException.class);
    assertThatThrownBy(() -> AgeFile.seal(List.of(phrase, phrase), secret("x"), randomness))
        .isInstanceOf(BugException.class);
  }

  @Test
  void bech32_takes_back_what_it_wrote_and_nothing_else() {
    for (int length = 0; length < 40; length++) {
      byte[] bytes = randomness.bytes(Math.max(1, length));
      byte[] text = Bech32.encode("age", bytes).getBytes(UTF_8);
      assertThat(Bech32.decode("age", text).orElseThrow()).isEqualTo(bytes);
      assertThat(Bech32.decode("agf", text)).isEmpty();
    }
    assertThat(Bech32.decode("age", "age1".getBytes(UTF_8))).isEmpty();
    assertThat(Bech32.decode("age", "age1bbbbbbbbbbbb".getBytes(UTF_8))).isEmpty();
  }
}
