package dev.keymaster.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.Stretching;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Slots that some program named, which is not our own. */
final class ForeignSlotTests {
  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final Stretching STRETCHED = new Stretching(NewSlot.Kdf.PBKDF2, "any");
  private static final String PHRASE = "sk-canary-51 nine staplers";

  private final OpenVault vault = new OpenVault();

  private static NamedSlot slot(
      String id, SlotKind kind, String label, @Nullable Stretching kdf, Secret secret) {
    return new NamedSlot(new Slot(id, kind, label, Instant.EPOCH, kdf), secret);
  }

  private static Secret bytes(int count) {
    return Secret.copyOf(new byte[count]);
  }

  private static Secret phrase(String text) {
    return OpenVault.secret(text);
  }

  @Test
  void a_sound_one_is_added() {
    vault.guard.addSlot(slot(ID, SlotKind.KEY_FILE, "x", null, bytes(32)));
    vault.guard.addSlot(
        slot(ID.replace('0', '1'), SlotKind.PASSPHRASE, "y", STRETCHED, phrase(PHRASE)));
    vault.guard.addSlot(slot(ID.replace('0', '2'), SlotKind.RECOVERY, "z", null, bytes(20)));
    assertThat(vault.guard.slots()).hasSize(4);
  }

  @Test
  void one_that_our_program_would_not_make_is_refused() {
    List<NamedSlot> wrong =
        List.of(
            slot("0123", SlotKind.KEY_FILE, "x", null, bytes(32)),
            slot(ID, SlotKind.KEY_FILE, "", null, bytes(32)),
            slot(ID, SlotKind.KEY_FILE, "x".repeat(257), null, bytes(32)),
            slot(ID, SlotKind.KEY_FILE, "x", null, bytes(31)),
            slot(ID, SlotKind.KEY_FILE, "x", STRETCHED, bytes(32)),
            slot(ID, SlotKind.RECOVERY, "x", null, bytes(32)),
            slot(ID, SlotKind.PASSPHRASE, "x", null, phrase(PHRASE)),
            slot(ID, SlotKind.PASSPHRASE, "x", STRETCHED, phrase("short")));
    for (NamedSlot each : wrong) {
      assertThatThrownBy(() -> vault.guard.addSlot(each))
          .as(each.slot().toString())
          .isInstanceOfSatisfying(
              KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.USAGE));
    }
    assertThat(vault.guard.slots()).hasSize(1);
  }

  @Test
  void a_vault_is_never_re_keyed_for_nobody() {
    assertThatThrownBy(() -> vault.guard.rekey(List.of()))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFLICT));
    assertThat(vault.guard.slots()).hasSize(1);
  }
}
