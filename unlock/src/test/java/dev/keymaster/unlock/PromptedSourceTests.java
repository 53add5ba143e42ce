package dev.keymaster.unlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.crypto.RecoveryCode;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PromptedSourceTests {
  private static final Slot PASSPHRASE = Slots.slot(SlotKind.PASSPHRASE, "mine");
  private static final Slot RECOVERY = Slots.slot(SlotKind.RECOVERY, "paper");
  private final List<String> asked = new ArrayList<>();

  private Prompt answering(String answer) {
    return text -> {
      asked.add(text);
      return Optional.of(Slots.text(answer));
    };
  }

  @Test
  void passphrase_is_handed_on_byte_for_byte() {
    RootKeySource source = new PassphraseSource(answering("pass é wörd"));
    try (Secret secret = source.secret(Slots.VAULT, PASSPHRASE).orElseThrow()) {
      assertThat(secret.reveal()).isEqualTo(Slots.text("pass é wörd").reveal());
    }
    assertThat(asked).containsExactly("Passphrase (slot 'mine'): ");
  }

  @Test
  void hostile_label_cannot_drive_the_terminal() {
    Slot slot = Slots.slot(SlotKind.PASSPHRASE, "a\u001b[2Jb");
    new PassphraseSource(answering("x")).secret(Slots.VAULT, slot).orElseThrow().close();
    assertThat(asked.getFirst()).doesNotContain("\u001b");
  }

  @Test
  void D8_nobody_to_ask_is_locked_and_says_what_to_do() {
    for (RootKeySource source :
        List.of(
            new PassphraseSource(text -> Optional.empty()),
            new RecoverySource(text -> Optional.empty(), RecoveryCode::parse))) {
      assertThatThrownBy(() -> source.secret(Slots.VAULT, PASSPHRASE))
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> {
                assertThat(e.code()).isEqualTo(Code.LOCKED);
                assertThat(e.hint()).contains("terminal");
              });
    }
  }

  @Test
  void nothing_typed_is_locked() {
    assertThatThrownBy(() -> new PassphraseSource(answering("")).secret(Slots.VAULT, PASSPHRASE))
        .isInstanceOf(KeymasterException.class)
        .hasMessage("no passphrase was typed");
    assertThatThrownBy(() ->
            new RecoverySource(answering(""), RecoveryCode::parse).secret(Slots.VAULT, RECOVERY))
        .isInstanceOf(KeymasterException.class)
        .hasMessage("no recovery code was typed");
  }

  @Test
  void recovery_code_is_read_and_what_was_typed_is_closed() {
    List<Secret> typed = new ArrayList<>();
    Prompt prompt =
        text -> {
          asked.add(text);
          typed.add(RecoveryCode.text(Secret.copyOf(new byte[20])));
          return Optional.of(typed.getFirst());
        };
    try (Secret key =
        new RecoverySource(prompt, RecoveryCode::parse)
            .secret(Slots.VAULT, RECOVERY)
            .orElseThrow()) {
      assertThat(key.reveal()).isEqualTo(new byte[20]);
    }
    assertThat(asked).containsExactly("Recovery code (slot 'paper'): ");
    assertThatThrownBy(() -> typed.getFirst().reveal()).hasMessageContaining("after close");
  }

  @Test
  void mistyped_recovery_code_is_locked_before_any_key_is_tried() {
    RecoverySource source = new RecoverySource(answering("0000-0000"), RecoveryCode::parse);
    assertThatThrownBy(() -> source.secret(Slots.VAULT, RECOVERY))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.LOCKED));
  }

  @Test
  void what_a_person_carries_is_not_stored() {
    for (RootKeySource source :
        List.of(
            new PassphraseSource(answering("x")),
            new RecoverySource(answering("x"), RecoveryCode::parse))) {
      try (Secret key = Slots.key()) {
        assertThat(source.store(Slots.VAULT, PASSPHRASE, key)).isEqualTo("mine");
      }
      source.forget(Slots.VAULT, PASSPHRASE);
      assertThat(source.probe().availability()).isEqualTo(Availability.INTERACTIVE);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void each_serves_its_kind() {
    assertThat(new PassphraseSource(answering("")).kind()).isEqualTo(SlotKind.PASSPHRASE);
    assertThat(new RecoverySource(answering(""), RecoveryCode::parse).kind())
        .isEqualTo(SlotKind.RECOVERY);
  }
}
