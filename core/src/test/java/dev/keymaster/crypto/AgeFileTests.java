package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** C5: files of age, held against Debian's age (1.1.1) in both directions. */
class AgeFileTests {
  private static final String RECIPIENT =
      "age1f0ssvvkauxpq5xma3vnkxuka7z3l7l8cu3up9ha0px2hmcvs8qysnt8txh";
  private static final int QUICK = 4;

  private final SecureRandom random = new SecureRandom();
  private final Randomness randomness = random::nextBytes;

  @TempDir Path folder;

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(AgeFileTests.class.getResourceAsStream(name))) {
      return in.readAllBytes();
    }
  }

  private static String identityText() throws IOException {
    return new String(golden("identity.txt"), US_ASCII)
        .lines()
        .filter(line -> line.startsWith("AGE-"))
        .findFirst()
        .orElseThrow();
  }

  private static String recipientText() throws IOException {
    return new String(golden("identity.txt"), US_ASCII)
        .lines()
        .filter(line -> line.startsWith("# public key: "))
        .findFirst()
        .orElseThrow()
        .substring("# public key: ".length());
  }

  private static AgeIdentity identity() throws IOException {
    return AgeIdentity.key(secret(identityText())).orElseThrow();
  }

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(UTF_8));
  }

  private static String opened(byte[] file, AgeIdentity identity) {
    try (Secret content = AgeFile.open(file, identity)) {
      return new String(content.reveal(), UTF_8);
    }
  }

  private byte[] byKey(byte[] content) throws IOException {
    return AgeFile.seal(
        List.of(AgeRecipient.key(recipientText())), Secret.copyOf(content), randomness);
  }

  private byte[] byPhrase(String content, String phrase) {
    return AgeFile.seal(
        List.of(AgeRecipient.passphrase(secret(phrase), QUICK)), secret(content), randomness);
  }

  @Test
  void C5_what_age_sealed_opens_here() throws IOException {
    byte[] phrase = golden("by-passphrase.age");
    assertThat(AgeFile.is(phrase)).isTrue();
    assertThat(AgeFile.wantsPassphrase(phrase)).isTrue();
    assertThat(opened(phrase, AgeIdentity.passphrase(secret("canary-phrase-1"))))
        .isEqualTo("canary of age\n");
    byte[] key = golden("by-key-armoured.age");
    assertThat(AgeFile.is(key)).isTrue();
    assertThat(AgeFile.wantsPassphrase(key)).isFalse();
    assertThat(opened(key, identity())).isEqualTo("canary of age\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 200_000})
  void C5_what_is_sealed_here_age_opens(int size) throws Exception {
    byte[] content = new byte[size];
    random.nextBytes(content);
    Path sealed = Files.write(folder.resolve("x.age"), byKey(content));
    Path key = Files.write(folder.resolve("key"), golden("identity.txt"));
    Path plain = folder.resolve("plain");
    run("age", "-d", "-i", key.toString(), "-o", plain.toString(), sealed.toString());
    assertThat(Files.exists(plain) ? Files.readAllBytes(plain) : new byte[0]).isEqualTo(content);
    try (Secret again = AgeFile.open(Files.readAllBytes(sealed), identity())) {
      assertThat(again.reveal()).isEqualTo(content);
    }
  }

  @Test
  void C5_what_a_passphrase_sealed_here_age_opens() throws Exception {
    byte[] file =
        AgeFile.seal(
            List.of(AgeRecipient.passphrase(secret("canary phrase"))),
            secret("canary content"),
            randomness);
    Path sealed = Files.write(folder.resolve("x.age"), file);
    Path plain = folder.resolve("plain");
    String answers =
        """
        import os, pty, sys
        pid, fd = pty.fork()
        if pid == 0:
            os.execvp("age", ["age", "-d", "-o", sys.argv[2], sys.argv[1]])
        os.read(fd, 1024)
        os.write(fd, b"canary phrase\\n")
        try:
            while os.read(fd, 1024): pass
        except OSError: pass
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """;
    run("python3", "-c", answers, sealed.toString(), plain.toString());
    assertThat(plain).content().isEqualTo("canary content");
  }

  private static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void several_holders_open_the_same_file() throws IOException {
    byte[] file =
        AgeFile.seal(
            List.of(AgeRecipient.key(RECIPIENT), AgeRecipient.key(recipientText())),
            secret("canary"),
            randomness);
    assertThat(opened(file, identity())).isEqualTo("canary");
  }

  @Test
  void C5_wrong_passphrase_and_wrong_key_open_nothing() throws IOException {
    byte[] phrase = byPhrase("canary", "right");
    assertThat(opened(phrase, AgeIdentity.passphrase(secret("right")))).isEqualTo("canary");
    refused(Code.LOCKED, phrase, AgeIdentity.passphrase(secret("wrong")));
    refused(Code.LOCKED, phrase, identity());
    refused(
        Code.LOCKED,
        AgeFile.seal(List.of(AgeRecipient.key(RECIPIENT)), secret("canary"), randomness),
        identity());
  }

  private static void refused(Code code, byte[] file, AgeIdentity identity) {
    assertThatThrownBy(() -> AgeFile.open(file, identity))
        .isInstanceOfSatisfying(KeymasterException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageNotContaining("canary");
  }

  @Test
  void C5_files_that_were_cut_at_any_byte_are_refused() throws IOException {
    byte[] file = byKey("canary".getBytes(UTF_8));
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> AgeFile.open(cut, identity()))
          .as("cut at %d", length)
          .isInstanceOf(KeymasterException.class);
    }
  }

  @Test
  void C5_files_that_were_cut_between_chunks_are_refused() throws IOException {
    byte[] file = byKey(new byte[3 << 16]);
    int sealed = (1 << 16) + 16;
    refused(Code.DAMAGED, Arrays.copyOf(file, file.length - sealed), identity());
    byte[] longer = Arrays.copyOf(file, file.length + 16);
    refused(Code.DAMAGED, longer, identity());
  }

  @Test
  void C5_identity_that_was_closed_opens_nothing() throws IOException {
    byte[] file = byKey("canary".getBytes(UTF_8));
    AgeIdentity identity = identity();
    assertThat(opened(file, identity)).isEqualTo("canary");
    identity.close();
    assertThatThrownBy(() -> AgeFile.open(file, identity)).isInstanceOf(BugException.class);
  }

  @Test
  void C5_files_with_any_flipped_bit_are_refused() throws IOException {
    byte[] file = byKey("canary".getBytes(UTF_8));
    AgeIdentity identity = identity();
    for (int i = 0; i < file.length; i++) {
      byte[] flipped = file.clone();
      flipped[i] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> AgeFile.open(flipped, identity))
          .as("flipped byte %d", i)
          .isInstanceOf(KeymasterException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"21, DENIED", "99, DENIED", "0, DAMAGED", "018, DAMAGED", "x, DAMAGED"})
  void SA9_work_factors_that_would_hold_the_machine_are_refused(String factor, Code code) {
    String text =
        new String(byPhrase("canary", "right"), java.nio.charset.StandardCharsets.ISO_8859_1);
    byte[] file =
        text.replaceFirst("(-> scrypt \\S+) 4\n", "$1 " + factor + "\n")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    refused(code, file, AgeIdentity.passphrase(secret("right")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "age1", "age1qqqq", "age2v4ltxn5ac0tqgzhx", "AGE-SECRET-KEY-1X"})
  void mistyped_recipients_and_keys_are_refused(String text) {
    assertThatThrownBy(() -> AgeRecipient.key(text))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("not a recipient of age");
    assertThat(AgeIdentity.key(secret(text))).isEmpty();
  }

  @Test
  void every_mistyped_letter_of_a_recipient_is_noticed() throws IOException {
    String good = recipientText();
    for (int i = 4; i < good.length(); i++) {
      String bad =
          good.substring(0, i) + (good.charAt(i) == 'q' ? 'p' : 'q') + good.substring(i + 1);
      assertThatThrownBy(() -> AgeRecipient.key(bad)).isInstanceOf(KeymasterException.class);
    }
  }

  @Test
  void scrypt_is_the_same_on_the_heap_and_in_the_library() {
    byte[] phrase = "canary".getBytes(UTF_8);
    assertThat(Scrypt.derive(phrase, new byte[16], 10))
        .isEqualTo(Scrypt.onTheHeap(phrase, new byte[16], 10));
  }
}
