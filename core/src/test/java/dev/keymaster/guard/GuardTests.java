package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static dev.keymaster.guard.OpenVault.PROD;
import static dev.keymaster.guard.OpenVault.SHOWN;
import static dev.keymaster.guard.OpenVault.key;
import static dev.keymaster.guard.OpenVault.name;
import static dev.keymaster.guard.OpenVault.refused;
import static dev.keymaster.guard.OpenVault.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.Stored;
import dev.keymaster.model.VersionState;
import dev.keymaster.testkit.FaultyRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTests {
  private final OpenVault open = new OpenVault();
  private final Guard guard = open.guard;

  @Test
  void a_stored_value_comes_back_after_reopening() {
    open.add(DEV, "openai", "sk-canary-01");
    assertThat(OpenVault.value(open.reopen(), new KeyRef(DEV, name("openai"))))
        .isEqualTo("sk-canary-01");
  }

  @Test
  void environments_are_apart() {
    open.add(DEV, "openai", "sk-canary-dev");
    open.add(PROD, "openai", "sk-canary-prod");
    assertThat(open.value(PROD, "openai")).isEqualTo("sk-canary-prod");
    assertThat(guard.list(new Selection(PROD, null, null)))
        .extracting(KeySummary::version)
        .containsExactly(1);
  }

  @Test
  void a_listing_is_sorted_and_survives_more_keys_than_a_segment_holds() {
    for (int i = 0; i < 450; i++) {
      open.add(DEV, String.format("key-%03d", 449 - i), "sk-canary-" + i);
    }
    List<KeySummary> all = open.reopen().list(Selection.ALL);
    assertThat(all).hasSize(450).isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()));
    assertThat(guard.verify().findings()).isEmpty();
  }

  @Test
  void positions_of_erased_rows_are_used_again_and_those_beyond_64_are_left_empty() {
    for (int i = 0; i < 40; i++) {
      open.add(DEV, "k" + i, "sk-canary-" + i);
    }
    long end = open.memory.contents().rows().lastKey();
    for (int i = 0; i < 30; i++) {
      guard.remove(DEV, name("k" + i));
    }
    assertThat(guard.verify().findings()).isEmpty();
    for (int i = 0; i < 21; i++) {
      open.add(DEV, "again" + i, "sk-canary-again");
    }
    assertThat(open.memory.contents().rows().lastKey()).isEqualTo(end);
    open.add(DEV, "last", "sk-canary-last");
    assertThat(open.memory.contents().rows().lastKey()).isGreaterThan(end);
    assertThat(open.reopen().verify().findings()).isEmpty();
    assertThat(open.value(DEV, "k35")).isEqualTo("sk-canary-35");
  }

  @Test
  void unknown_keys_and_versions_are_not_found() {
    open.add(DEV, "openai", "sk-canary-01");
    refused(Code.NOT_FOUND, () -> open.value(DEV, "other"));
    refused(Code.NOT_FOUND, () -> guard.show(PROD, name("openai")));
    refused(
        Code.NOT_FOUND, () -> guard.release(List.of(new KeyRef(DEV, name("openai"), 9)), SHOWN));
    refused(Code.NOT_FOUND, () -> guard.remove(DEV, name("other")));
  }

  @Test
  void a_twin_by_case_is_refused_and_not_found() {
    open.add(DEV, "openai", "sk-canary-01");
    refused(Code.CONFLICT, () -> open.add(DEV, "OpenAI", "sk-canary-02"));
    refused(Code.NOT_FOUND, () -> open.value(DEV, "OpenAI"));
  }

  @Test
  void what_may_exist_decides_how_a_value_is_stored() {
    assertThat(open.add(DEV, "a", "sk-canary-1").outcome()).isEqualTo(Stored.Outcome.CREATED);
    assertThat(open.add(DEV, "a", "sk-canary-1").outcome()).isEqualTo(Stored.Outcome.UNCHANGED);
    assertThat(open.add(DEV, "a", "sk-canary-2").outcome()).isEqualTo(Stored.Outcome.NEW_VERSION);
    refused(
        Code.CONFLICT,
        () ->
            guard.store(
                List.of(key(DEV, "a", "sk-canary-3", NewKey.Mode.CREATE)), EventKind.STORE));
    refused(
        Code.NOT_FOUND,
        () ->
            guard.store(
                List.of(key(DEV, "b", "sk-canary-3", NewKey.Mode.NEW_VERSION)), EventKind.STORE));
  }

  @Test
  void who_learns_that_a_value_is_the_stored_one_is_recorded() {
    open.add(DEV, "a", "sk-canary-1");
    int before = guard.newest(100).size();
    NewKey same = key(DEV, "a", "sk-canary-1", NewKey.Mode.KEEP);
    assertThat(guard.store(List.of(same), EventKind.STORE).getFirst().outcome())
        .isEqualTo(Stored.Outcome.UNCHANGED);
    assertThat(guard.newest(100)).hasSize(before + 1);
    assertThat(guard.newest(1).getFirst().detail()).startsWith("compared with the value");
  }

  @Test
  void one_bad_key_of_several_stores_none() {
    refused(
        Code.CONFLICT,
        () ->
            guard.store(
                List.of(
                    key(DEV, "new", "sk-canary-1", NewKey.Mode.CREATE),
                    key(DEV, "NEW", "sk-canary-2", NewKey.Mode.CREATE)),
                EventKind.IMPORT));
    assertThat(guard.list(Selection.ALL)).isEmpty();
    assertThat(guard.verify().findings()).isEmpty();
  }

  @Test
  void an_empty_or_oversized_value_is_refused() {
    refused(Code.USAGE, () -> open.add(DEV, "a", ""));
    refused(Code.USAGE, () -> open.add(DEV, "a", "x".repeat(NewKey.MAX_VALUE + 1)));
    open.add(DEV, "a", "x".repeat(NewKey.MAX_VALUE));
    assertThat(open.value(DEV, "a")).hasSize(NewKey.MAX_VALUE);
  }

  @Nested
  class versions {
    @Test
    void rollback_goes_back_one_by_one_and_to_a_number() {
      open.add(DEV, "a", "sk-canary-1");
      open.add(DEV, "a", "sk-canary-2");
      open.add(DEV, "a", "sk-canary-3");
      Edits.rollback(guard, DEV, name("a"), null);
      assertThat(open.value(DEV, "a")).isEqualTo("sk-canary-2");
      Edits.rollback(guard, DEV, name("a"), null);
      assertThat(open.value(DEV, "a")).isEqualTo("sk-canary-1");
      refused(Code.NOT_FOUND, () -> Edits.rollback(guard, DEV, name("a"), null));
      Edits.rollback(guard, DEV, name("a"), 3);
      assertThat(open.value(DEV, "a")).isEqualTo("sk-canary-3");
      refused(Code.CONFLICT, () -> Edits.rollback(guard, DEV, name("a"), 3));
      assertThat(guard.verify().findings()).isEmpty();
    }

    @Test
    void an_earlier_version_can_be_released_by_number() {
      open.add(DEV, "a", "sk-canary-1");
      open.add(DEV, "a", "sk-canary-2");
      assertThat(OpenVault.value(guard, new KeyRef(DEV, name("a"), 1))).isEqualTo("sk-canary-1");
    }

    @Test
    void destruction_erases_the_value_and_keeps_the_history() {
      open.add(DEV, "a", "sk-canary-1");
      open.add(DEV, "a", "sk-canary-2");
      refused(Code.CONFLICT, () -> guard.destroy(DEV, name("a"), 2));
      int before = open.memory.contents().rows().size();
      assertThat(guard.destroy(DEV, name("a"), 1).version(1).orElseThrow().state())
          .isEqualTo(VersionState.DESTROYED);
      assertThat(open.memory.contents().rows()).hasSize(before - 2);
      refused(Code.NOT_FOUND, () -> guard.release(List.of(new KeyRef(DEV, name("a"), 1)), SHOWN));
      refused(Code.NOT_FOUND, () -> Edits.rollback(guard, DEV, name("a"), 1));
      refused(Code.NOT_FOUND, () -> guard.destroy(DEV, name("a"), 1));
      assertThat(guard.verify().findings()).isEmpty();
    }

    @Test
    void removal_erases_everything_and_frees_the_name() {
      open.add(DEV, "a", "sk-canary-1");
      open.add(DEV, "a", "sk-canary-2");
      guard.remove(DEV, name("a"));
      refused(Code.NOT_FOUND, () -> open.value(DEV, "a"));
      assertThat(guard.list(Selection.ALL)).isEmpty();
      open.add(DEV, "a", "sk-canary-3");
      assertThat(guard.show(DEV, name("a")).versions()).hasSize(1);
      assertThat(guard.verify().findings()).isEmpty();
    }
  }

  @Test
  void an_inactive_key_is_not_handed_out() {
    open.add(DEV, "a", "sk-canary-1");
    guard.edit(DEV, name("a"), Edits.status(KeyStatus.INACTIVE));
    refused(Code.DENIED, () -> open.value(DEV, "a"));
    guard.edit(DEV, name("a"), Edits.status(KeyStatus.ACTIVE));
    assertThat(open.value(DEV, "a")).isEqualTo("sk-canary-1");
  }

  @Nested
  class the_log {
    @Test
    void names_every_release_and_change_but_no_value() {
      open.add(DEV, "a", "sk-canary-1");
      open.value(DEV, "a");
      guard.remove(DEV, name("a"));
      List<Event> events = open.reopen().newest(10);
      assertThat(events)
          .extracting(Event::kind)
          .containsExactly(
              EventKind.CREATE_VAULT, EventKind.STORE, EventKind.REVEAL, EventKind.REMOVE);
      assertThat(events.get(2).subject()).isEqualTo("km://dev/a#1");
      assertThat(events).extracting(Event::number).containsExactly(0L, 1L, 2L, 3L);
      assertThat(events.toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void SU2_nothing_is_released_when_it_cannot_be_written(boolean remembered) {
      open.add(DEV, "a", "sk-canary-1");
      FaultyRows faulty = new FaultyRows(open.memory.another());
      KeyRef key = new KeyRef(DEV, name("a"));
      Guard guard = open.reopen(faulty);
      faulty.disarm();
      OpenVault.value(guard, key);
      if (remembered) {
        faulty.disarm();
        OpenVault.value(guard, key);
      }
      long calls = faulty.calls();
      for (long call = 1; call <= calls; call++) {
        Guard asked = remembered ? guard : open.reopen(faulty);
        faulty.arm(FaultyRows.Fault.FAIL, call);
        assertThatThrownBy(() -> OpenVault.value(asked, key))
            .as("call %d of %d", call, calls)
            .isInstanceOf(KeymasterException.class);
        faulty.disarm();
      }
      assertThat(OpenVault.value(guard, key)).isEqualTo("sk-canary-1");
      assertThat(guard.verify().findings()).isEmpty();
    }
  }

  @Nested
  class slots {
    @Test
    void any_slot_opens_the_vault_until_it_is_removed() {
      open.add(DEV, "a", "sk-canary-1");
      NamedSlot phrase =
          Guard.name(
              open.ports,
              new NewSlot(
                  SlotKind.PASSPHRASE,
                  "mine",
                  secret("correct horse battery"),
                  NewSlot.Kdf.ARGON2ID));
      guard.addSlot(phrase);
      LockedGuard locked = Guard.locked(open.ports(open.memory.another()), OpenVault.CALLER);
      assertThat(locked.slots()).hasSize(2);
      assertThat(locked.unlock(phrase.slot(), secret("wrong horse battery"))).isNull();
      Guard opened = locked.unlock(phrase.slot(), secret("correct horse battery"));
      assertThat(opened).isNotNull();
      guard.removeSlot(phrase.slot());
      assertThat(Guard.locked(open.ports(open.memory.another()), OpenVault.CALLER).slots())
          .hasSize(1);
      refused(Code.CONFLICT, () -> guard.removeSlot(open.slot.slot()));
    }

    @Test
    void rekeying_keeps_every_value_and_shuts_out_old_keys() {
      open.add(DEV, "a", "sk-canary-1");
      open.add(DEV, "a", "sk-canary-2");
      open.add(PROD, "b", "sk-canary-3");
      guard.destroy(DEV, name("a"), 1);
      Guard other = open.reopen();
      guard.rekey(List.of(open.slot));
      assertThat(open.value(DEV, "a")).isEqualTo("sk-canary-2");
      assertThat(guard.verify().findings()).isEmpty();
      refused(Code.LOCKED, () -> OpenVault.value(other, new KeyRef(DEV, name("a"))));
      Guard fresh = open.reopen();
      assertThat(OpenVault.value(fresh, new KeyRef(PROD, name("b")))).isEqualTo("sk-canary-3");
      OpenVault.add(fresh, DEV, "c", "sk-canary-4");
      assertThat(fresh.verify().findings()).isEmpty();
    }
  }

  @Nested
  class backups {
    private byte[] backup(Selection selection) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      guard.backup(open.ports, selection, secret("a backup passphrase"), out);
      return out.toByteArray();
    }

    private RestoreReport restore(Guard into, byte[] file, String passphrase) {
      return into.restore(Selection.ALL, secret(passphrase), new ByteArrayInputStream(file));
    }

    @Test
    void F11_a_backup_brings_keys_back_with_their_history() {
      open.add(DEV, "a", "sk-canary-1");
      open.add(DEV, "a", "sk-canary-2");
      open.add(PROD, "b", "sk-canary-3");
      byte[] file = backup(Selection.ALL);
      OpenVault elsewhere = new OpenVault();
      OpenVault.add(elsewhere.guard, PROD, "b", "sk-canary-other");
      assertThat(restore(elsewhere.guard, file, "a backup passphrase"))
          .isEqualTo(new RestoreReport(1, 1, 0));
      assertThat(restore(elsewhere.guard, file, "a backup passphrase"))
          .isEqualTo(new RestoreReport(0, 0, 2));
      assertThat(elsewhere.value(DEV, "a")).isEqualTo("sk-canary-2");
      assertThat(OpenVault.value(elsewhere.guard, new KeyRef(DEV, name("a"), 1)))
          .isEqualTo("sk-canary-1");
      assertThat(elsewhere.value(PROD, "b")).isEqualTo("sk-canary-3");
      assertThat(elsewhere.guard.verify().findings()).isEmpty();
    }

    @Test
    void A14_a_backup_can_be_selected() {
      open.add(DEV, "a", "sk-canary-1");
      open.add(PROD, "b", "sk-canary-2");
      byte[] file = backup(new Selection(PROD, new ServiceName("openai"), null));
      OpenVault elsewhere = new OpenVault();
      assertThat(restore(elsewhere.guard, file, "a backup passphrase").created()).isEqualTo(1);
    }

    @Test
    void a_wrong_passphrase_or_a_changed_file_restores_nothing() {
      open.add(DEV, "a", "sk-canary-1");
      byte[] file = backup(Selection.ALL);
      OpenVault elsewhere = new OpenVault();
      refused(Code.LOCKED, () -> restore(elsewhere.guard, file, "another passphrase"));
      file[file.length - 1] ^= 1;
      refused(Code.DAMAGED, () -> restore(elsewhere.guard, file, "a backup passphrase"));
      file[20] ^= 1;
      refused(Code.DAMAGED, () -> restore(elsewhere.guard, file, "a backup passphrase"));
      refused(
          Code.DAMAGED,
          () -> restore(elsewhere.guard, Arrays.copyOf(file, 30), "a backup passphrase"));
      assertThat(elsewhere.guard.list(Selection.ALL)).isEmpty();
    }

    @Test
    void a_backup_shows_no_name() {
      open.add(DEV, "conspicuous-name", "sk-canary-1");
      assertThat(new String(backup(Selection.ALL), StandardCharsets.ISO_8859_1))
          .doesNotContain("conspicuous", "canary", "openai");
    }
  }
}
