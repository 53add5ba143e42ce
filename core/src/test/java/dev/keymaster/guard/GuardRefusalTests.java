package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.CALLER;
import static dev.keymaster.guard.OpenVault.DEV;
import static dev.keymaster.guard.OpenVault.name;
import static dev.keymaster.guard.OpenVault.refused;
import static dev.keymaster.guard.OpenVault.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.Stored;
import dev.keymaster.testkit.StoreContents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the guard does not do, and says so. */
class GuardRefusalTests {
  private final OpenVault open = new OpenVault();
  private final Guard guard = open.guard;

  @Test
  void a_vault_is_not_made_over_another() {
    open.add(DEV, "a", "sk-canary-1");
    StoreContents before = open.memory.contents();
    refused(
        Code.CONFLICT,
        () -> Guard.create(open.ports, CALLER, Guard.newVaultId(open.ports), List.of(open.slot)));
    assertThat(open.memory.contents()).isEqualTo(before);
    assertThat(open.value(DEV, "a")).isEqualTo("sk-canary-1");
  }

  @Test
  void a_new_vault_and_its_first_event_are_one_commit() {
    assertThat(guard.newest(9)).extracting(Event::kind).containsExactly(EventKind.CREATE_VAULT);
    assertThat(open.height.seen(new byte[16])).isEqualTo(1);
  }

  @Nested
  class passphrases {
    private NewSlot slot(@Nullable Secret typed, NewSlot.Kdf kdf) {
      return new NewSlot(SlotKind.PASSPHRASE, "mine", typed, kdf);
    }

    @Test
    void none_or_a_weak_one_makes_no_slot() {
      refused(Code.USAGE, () -> Guard.name(open.ports, slot(null, NewSlot.Kdf.ARGON2ID)));
      refused(Code.USAGE, () -> Guard.name(open.ports, slot(secret("short"), NewSlot.Kdf.PBKDF2)));
      refused(
          Code.USAGE,
          () ->
              guard.backup(
                  open.ports, Selection.ALL, secret("short"), OutputStream.nullOutputStream()));
    }

    @Test
    void pbkdf2_opens_too() {
      NamedSlot slot =
          Guard.name(open.ports, slot(secret("correct horse battery"), NewSlot.Kdf.PBKDF2));
      guard.addSlot(slot);
      LockedGuard locked = Guard.locked(open.ports(open.memory.another()), CALLER);
      assertThat(locked.vaultId()).isEqualTo(open.id);
      assertThat(locked.slots().getLast().kdfWords()).containsIgnoringCase("pbkdf2");
      Guard opened = locked.unlock(slot.slot(), secret("correct horse battery"));
      assertThat(opened).isNotNull();
    }
  }

  @Test
  void a_key_that_waits_to_be_revoked_is_not_handed_out_and_who_asked_is_recorded() {
    open.add(DEV, "a", "sk-canary-1");
    for (KeyStatus status : List.of(KeyStatus.INACTIVE, KeyStatus.PENDING_REVOKE)) {
      guard.edit(DEV, name("a"), Edits.status(status));
      long events = guard.newest(99).size();
      refused(Code.DENIED, () -> open.value(DEV, "a"));
      refused(Code.DENIED, () -> OpenVault.value(guard, new KeyRef(DEV, name("a"), 1)));
      assertThat(guard.newest(99)).hasSize((int) events + 2);
      assertThat(guard.newest(1).getFirst().kind()).isEqualTo(EventKind.DENIED);
      assertThat(guard.newest(1).getFirst().subject()).isEqualTo("km://dev/a");
    }
  }

  @Test
  void a_value_that_is_current_already_changes_nothing_and_is_not_recorded() {
    open.add(DEV, "a", "sk-canary-1");
    guard.edit(DEV, name("a"), Edits.note("mine"));
    StoreContents before = open.memory.contents();
    KeyDetails other = KeyDetails.of(new ServiceName("other"));
    NewKey again =
        new NewKey(DEV, name("a"), secret("sk-canary-1"), other, "…", NewKey.Mode.UPSERT);
    Stored stored = guard.store(List.of(again), EventKind.IMPORT).getFirst();
    assertThat(stored.outcome()).isEqualTo(Stored.Outcome.UNCHANGED);
    assertThat(stored.record().details().note()).isEqualTo("mine");
    assertThat(open.memory.contents()).isEqualTo(before);
  }

  @Test
  void SA4_erasing_what_somebody_took_away_is_refused() {
    open.add(DEV, "a", "sk-canary-1");
    open.add(DEV, "a", "sk-canary-2");
    StoreContents good = open.memory.contents();
    for (var row : good.rows().values()) {
      open.memory.restore(good);
      open.memory.tamper(contents -> contents.rows().remove(row.position()));
      StoreContents less = open.memory.contents();
      if (row.kind() == 3 && row.position() < 3) {
        refused(Code.CORRUPT, () -> guard.destroy(DEV, name("a"), 1));
      }
      refused(Code.CORRUPT, () -> guard.remove(DEV, name("a")));
      assertThat(open.memory.contents()).isEqualTo(less);
    }
  }

  @Nested
  class an_older_file {
    @Test
    void SA4_is_taken_only_after_its_owner_said_so_and_that_is_recorded() {
      open.add(DEV, "a", "sk-canary-1");
      StoreContents old = open.memory.contents();
      open.add(DEV, "a", "sk-canary-2");
      open.memory.restore(old);
      refused(Code.CORRUPT, () -> open.value(DEV, "a"));
      guard.acceptOlder();
      assertThat(open.value(DEV, "a")).isEqualTo("sk-canary-1");
      assertThat(guard.newest(2).getFirst().kind()).isEqualTo(EventKind.RESTORE);
      assertThat(guard.newest(2).getFirst().detail()).contains("older");
      assertThat(open.reopen().verify().findings()).isEmpty();
    }
  }

  @Nested
  class streams_that_fail {
    private final IOException full = new IOException("No space left on device");

    @Test
    void a_backup_that_cannot_be_written_says_so() {
      open.add(DEV, "a", "sk-canary-1");
      for (int after : new int[] {0, 100, 300}) {
        refused(
            Code.FAILURE,
            () ->
                guard.backup(
                    open.ports, Selection.ALL, secret("a backup passphrase"), failing(after)));
      }
    }

    private OutputStream failing(int after) {
      return new OutputStream() {
        private int written;

        @Override
        public void write(int octet) throws IOException {
          if (written++ >= after) {
            throw full;
          }
        }
      };
    }

    @Test
    void a_backup_that_cannot_be_read_changes_nothing() throws IOException {
      for (int i = 0; i < 3; i++) {
        open.add(DEV, "k" + i, "x".repeat(100_000));
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      guard.backup(open.ports, Selection.ALL, secret("a backup passphrase"), out);
      byte[] file = out.toByteArray();
      OpenVault elsewhere = new OpenVault();
      StoreContents before = elsewhere.memory.contents();
      for (int after : new int[] {0, 150, 100_000}) {
        refused(
            Code.FAILURE,
            () ->
                elsewhere.guard.restore(
                    Selection.ALL, secret("a backup passphrase"), breaking(file, after)));
      }
      assertThat(elsewhere.memory.contents()).isEqualTo(before);
    }

    private InputStream breaking(byte[] file, int after) {
      InputStream broken =
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw full;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
              throw full;
            }
          };
      return new SequenceInputStream(new ByteArrayInputStream(file, 0, after), broken);
    }
  }
}
