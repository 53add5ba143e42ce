package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Selection;
import dev.keymaster.model.SlotKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What seldom happens: other slots, other states, streams that break. */
final class RareWaysTests {
  private static final String PASSPHRASE = "sk-canary-41 nine staplers";
  private final OpenVault vault = new OpenVault();

  @Test
  void passphrase_slot_without_a_passphrase_is_a_usage_error() {
    NewSlot slot = new NewSlot(SlotKind.PASSPHRASE, "mine", null, NewSlot.Kdf.ARGON2ID);
    assertThatThrownBy(() -> Guard.name(vault.ports, slot))
        .isInstanceOf(KeymasterException.class)
        .hasMessage("a passphrase slot needs a passphrase");
  }

  @Test
  void recovery_slot_holds_160_bits() {
    NewSlot slot = new NewSlot(SlotKind.RECOVERY, "paper", null, NewSlot.Kdf.ARGON2ID);
    NamedSlot named = Guard.name(vault.ports, slot);
    assertThat(named.secret().length()).isEqualTo(20);
    named.secret().close();
  }

  @Test
  void pbkdf2_slot_opens_the_vault_with_its_passphrase_alone() {
    OpenVault other = new OpenVault();
    NewSlot slot =
        new NewSlot(SlotKind.PASSPHRASE, "fips", OpenVault.secret(PASSPHRASE), NewSlot.Kdf.PBKDF2);
    NamedSlot named = Guard.name(other.ports, slot);
    assertThat(named.slot().toString()).contains("600000");
    other.guard.addSlot(named);
    LockedGuard locked = Guard.locked(other.ports(other.memory.another()), OpenVault.CALLER);
    assertThat(locked.unlock(named.slot(), OpenVault.secret("sk-canary-42 wrong one"))).isNull();
    assertThat(locked.unlock(named.slot(), OpenVault.secret(PASSPHRASE))).isNotNull();
    assertThat(locked.vaultId()).isEqualTo(other.id);
  }

  @Test
  void key_that_waits_to_be_revoked_is_not_released() {
    vault.add(DEV, "openai", "sk-canary-43");
    KeyEdit waiting = Edits.status(KeyStatus.PENDING_REVOKE);
    vault.guard.edit(DEV, OpenVault.name("openai"), waiting);
    assertThatThrownBy(() -> vault.value(DEV, "openai"))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("waiting to be revoked");
  }

  @Test
  void backup_to_a_stream_that_breaks_fails_and_says_so() {
    vault.add(DEV, "openai", "sk-canary-44");
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left on device");
          }
        };
    assertThatThrownBy(() ->
            vault.guard.backup(vault.ports, Selection.ALL, OpenVault.secret(PASSPHRASE), broken))
        .isInstanceOf(KeymasterException.class)
        .hasMessageMatching("could not (write|stream) the backup");
  }

  @Test
  void restore_from_a_stream_that_breaks_changes_nothing() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("input/output error");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };
    assertThatThrownBy(
            () -> vault.guard.restore(Selection.ALL, OpenVault.secret(PASSPHRASE), broken))
        .isInstanceOf(KeymasterException.class)
        .hasMessageMatching("could not (read|stream) the backup");
    assertThat(vault.guard.list(Selection.ALL)).isEmpty();
  }

  @Test
  void accepting_an_older_state_is_recorded() {
    long before = vault.guard.newest(100).size();
    vault.guard.acceptOlder();
    List<String> details = vault.guard.newest(100).stream().map(event -> event.toString()).toList();
    assertThat(details).hasSize((int) before + 1);
    assertThat(details.getLast()).contains("an older state was accepted");
  }
}
