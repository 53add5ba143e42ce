package dev.keymaster.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.crypto.DeviceSignature;
import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts that leave the vault: keys, checkpoints, notes, proofs. Each has exactly one form. */
class LogTextTests {
  private final SampleLog log = new SampleLog(70);
  private final VerifierKey key = log.key();
  private final String note = log.note(70, 0);

  @Test
  void a_key_reads_back_as_it_was_written() {
    assertThat(VerifierKey.parse(key.text()).text()).isEqualTo(key.text());
    assertThat(key.text()).startsWith(SampleLog.ORIGIN + "+").hasToString(key.toString());
  }

  /** The example of the specification of signed notes. */
  @Test
  void a_note_of_another_implementation_is_understood() {
    VerifierKey peter =
        VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    SignedNote foreign =
        SignedNote.parse(
            """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            """);
    assertThatThrownBy(() -> foreign.checkpoint(peter))
        .as("signed, but no checkpoint")
        .hasMessageContaining("malformed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "name",
        "name+00000000+",
        "na me+00000000+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "name+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "name+00000000+AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void what_is_no_key_of_a_log_is_refused(String text) {
    assertThatThrownBy(() -> VerifierKey.parse(text))
        .isInstanceOf(KeymasterException.class)
        .hasMessage("that is not the key of a log");
  }

  @Test
  void a_key_is_an_ed25519_key_with_a_name() {
    assertThatThrownBy(() -> new VerifierKey("a b", new byte[32])).hasMessageContaining("key");
    assertThatThrownBy(() -> new VerifierKey("a", new byte[31])).hasMessageContaining("key");
  }

  @Test
  void a_signed_checkpoint_reads_back() {
    SignedNote read = SignedNote.parse(note);
    Checkpoint checkpoint = read.checkpoint(key);
    assertThat(checkpoint.body()).isEqualTo(log.checkpoint(70, 0).body());
    assertThat(read).hasToString(note);
    assertThat(SignedNote.parse(log.note(70, 12)).checkpoint(key).pruned()).isEqualTo(12);
  }

  @Test
  void SU1_a_changed_byte_anywhere_in_a_checkpoint_is_refused() {
    byte[] bytes = note.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      String text = new String(changed, StandardCharsets.UTF_8);
      assertThatThrownBy(() -> SignedNote.parse(text).checkpoint(key))
          .as("byte %d", i)
          .isInstanceOf(KeymasterException.class);
    }
    for (int length = 0; length < note.length(); length++) {
      String cut = note.substring(0, length);
      assertThatThrownBy(() -> SignedNote.parse(cut).checkpoint(key))
          .as("%d characters", length)
          .isInstanceOf(KeymasterException.class);
    }
  }

  @Test
  void SU1_a_checkpoint_of_another_key_or_another_log_is_refused() {
    DeviceSignature other = DeviceSignature.taking(SampleLog.seed(2));
    String forged = SignedNote.sign(log.checkpoint(70, 0), other.publicKey(), other).text();
    assertRefused(forged, "not signed by the key");
    Checkpoint foreign = new Checkpoint("keymaster/another", 70, new byte[32], 0);
    DeviceSignature own = DeviceSignature.taking(SampleLog.seed(1));
    assertRefused(SignedNote.sign(foreign, own.publicKey(), own).text(), "not signed by the key");
    String renamed =
        SignedNote.sign(foreign, own.publicKey(), own)
            .text()
            .replace("— keymaster/another", "— " + SampleLog.ORIGIN);
    assertRefused(renamed, "not signed by the key");
  }

  /** The right key signed it under the right name, and yet it is about another log. */
  @Test
  void SU1_a_signed_checkpoint_whose_origin_is_not_its_signer_is_refused() {
    DeviceSignature own = DeviceSignature.taking(SampleLog.seed(1));
    String body = new Checkpoint("keymaster/another", 70, new byte[32], 0).body();
    byte[] signature = own.signNote(body.getBytes(StandardCharsets.UTF_8));
    byte[] content = new byte[4 + signature.length];
    System.arraycopy(key.id(), 0, content, 0, 4);
    System.arraycopy(signature, 0, content, 4, signature.length);
    String text =
        body + "\n— " + SampleLog.ORIGIN + " " + Base64.getEncoder().encodeToString(content) + "\n";
    assertRefused(text, "of another log");
  }

  private void assertRefused(String text, String message) {
    assertThatThrownBy(() -> SignedNote.parse(text).checkpoint(key))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining(message);
  }

  @Test
  void signatures_of_witnesses_do_not_disturb() {
    DeviceSignature other = DeviceSignature.taking(SampleLog.seed(2));
    Checkpoint same = log.checkpoint(70, 0);
    String theirs = SignedNote.sign(same, other.publicKey(), other).text();
    String line = theirs.substring(theirs.lastIndexOf("\n\n") + 2);
    assertThat(SignedNote.parse(note + line).checkpoint(key).size()).isEqualTo(70);
    assertRefused(note + line.repeat(100), "not a signed note");
    assertRefused(note + "no signature\n", "not a signed note");
    assertRefused(note + "— name AAAA\n", "not a signed note");
    assertRefused(note + "—  " + "A".repeat(8) + "\n", "not a signed note");
    assertRefused(note + "x".repeat(SignedNote.MAX_LENGTH), "not a signed note");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "o\n1\n%s\n\n",
        "o\n01\n%s\n",
        "o\n-1\n%s\n",
        "o\n1\n%s",
        "o\n1\nAAAA\n",
        "o\n1\n%s=\n",
        "o\n1\n",
        "\n1\n%s\n",
        "o\n9999999999999999999\n%s\n",
        "o\n1\n%s\npruned 0\n",
        "o\n1\n%s\npruned 2\n",
        "o\n1\n%s\nother 1\n",
        "o\n1\n%s\npruned 1\nmore\n"
      })
  void a_checkpoint_has_one_form_only(String shape) {
    String root = Base64.getEncoder().encodeToString(new byte[32]);
    assertThatThrownBy(() -> Checkpoint.parse(shape.formatted(root)))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("malformed");
    assertThat(Checkpoint.parse("o\n1\n%s\npruned 1\n".formatted(root)).pruned()).isEqualTo(1);
  }

  @Test
  void a_note_that_could_pass_for_another_signature_is_never_signed() {
    DeviceSignature own = DeviceSignature.taking(SampleLog.seed(1));
    byte[] text = "keymaster/v1/signature/link\0".getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(BugException.class).isThrownBy(() -> own.signNote(text));
    byte[] labelled = own.sign("link", new byte[0]);
    assertThat(DeviceSignature.verifyNote(own.publicKey(), text, labelled)).isFalse();
    assertThat(DeviceSignature.verify(own.publicKey(), "link", new byte[0], labelled)).isTrue();
  }

  private LogProof inclusion(int index) {
    return new LogProof(
        LogProof.Kind.INCLUSION,
        index,
        log.leaves().get(index),
        log.tiles().inclusion(index, 70),
        SignedNote.parse(note));
  }

  @Test
  void proofs_read_back_and_hold() {
    for (int i = 0; i < 70; i++) {
      String text = inclusion(i).text();
      LogProof read = LogProof.parse(text);
      assertThat(read.text()).isEqualTo(text);
      assertThat(read.verify(key).size()).isEqualTo(70);
    }
    LogProof growth =
        new LogProof(
            LogProof.Kind.CONSISTENCY,
            30,
            log.checkpoint(30, 0).root(),
            log.tiles().consistency(30, 70),
            SignedNote.parse(note));
    assertThat(LogProof.parse(growth.text()).verify(key).size()).isEqualTo(70);
  }

  @Test
  void SU1_a_proof_with_any_character_changed_or_cut_off_proves_nothing() {
    String text = inclusion(13).text();
    for (int i = 0; i < text.length(); i++) {
      String changed = text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1);
      String cut = text.substring(0, i);
      for (String broken : List.of(changed, cut)) {
        assertThatThrownBy(() -> LogProof.parse(broken).verify(key))
            .as("at %d", i)
            .isInstanceOf(KeymasterException.class);
      }
    }
    assertThatThrownBy(() -> LogProof.parse(text + "x".repeat(LogProof.MAX_LENGTH)))
        .hasMessageContaining("not a proof");
  }

  @Test
  void a_proof_of_an_event_does_not_serve_for_another() {
    LogProof proof = inclusion(13);
    LogProof moved = new LogProof(proof.kind(), 14, proof.hash(), proof.path(), proof.note());
    assertThatThrownBy(() -> moved.verify(key)).hasMessageContaining("does not lead");
  }
}
