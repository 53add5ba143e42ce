package dev.keymaster.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.crypto.Fields;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.VersionState;
import dev.keymaster.testkit.FaultyRows;
import dev.keymaster.testkit.FaultyRows.Fault;
import dev.keymaster.testkit.MemoryRows;
import dev.keymaster.testkit.StoreContents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The content of a backup, without the sealed file around it: faults in the middle, odd bytes. */
class RestoreTests {
  private static final EnvironmentName DEV = new EnvironmentName("dev");
  private static final KeyName A = new KeyName("a");

  private final MemoryRows memory = new MemoryRows();
  private byte[] backup = new byte[0];

  private static void store(Vault vault, String name, String value) {
    Secret secret = Secret.copyOf(value.getBytes(UTF_8));
    NewKey key = new NewKey(DEV, new KeyName(name), secret, null, "…", NewKey.Mode.UPSERT);
    vault.commit(commit -> commit.store(key));
  }

  private static String value(Vault vault, String name, int version) {
    return vault.read(reading -> {
      try (Secret value = reading.value(reading.existing(DEV, new KeyName(name)), version)) {
        return new String(value.reveal(), UTF_8);
      }
    });
  }

  @BeforeEach
  void make() {
    Vault source = SmallVault.create(new MemoryRows());
    for (int i = 1; i <= 4; i++) {
      store(source, "a", "sk-canary-a" + i);
    }
    source.commit(commit -> commit.rollback(DEV, A, 2));
    source.commit(commit -> commit.destroy(DEV, A, 4));
    source.commit(commit -> commit.destroy(DEV, A, 1));
    store(source, "b", "sk-canary-b");
    backup =
        source.read(reading -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          try {
            assertThat(Backup.write(reading, refs(reading), out)).isEqualTo(2);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return out.toByteArray();
        });
    SmallVault.create(memory);
  }

  private static RestoreReport restore(Vault into, byte[] content) {
    return into.commit(commit -> {
      try {
        return Backup.read(commit, Selection.ALL, records(content));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static BackupRecords records(byte[] content) {
    return BackupRecords.own(new ByteArrayInputStream(content));
  }

  private static void assertRestored(Vault vault) {
    assertThat(vault.read(reading -> reading.existing(DEV, A)).versions())
        .extracting(KeyVersion::state)
        .containsExactly(
            VersionState.DESTROYED,
            VersionState.CURRENT,
            VersionState.RETIRED,
            VersionState.DESTROYED);
    assertThat(value(vault, "a", 2)).isEqualTo("sk-canary-a2");
    assertThat(value(vault, "a", 3)).isEqualTo("sk-canary-a3");
    assertThat(value(vault, "b", 1)).isEqualTo("sk-canary-b");
    assertThat(vault.read(Verification::of).findings()).isEmpty();
  }

  private static List<KeyRef> refs(Reading reading) {
    return reading.list().stream().map(KeySummary::ref).toList();
  }

  @Test
  void F11_a_key_comes_back_with_every_state_and_no_number_is_given_again() {
    Vault vault = SmallVault.open(memory);
    assertThat(restore(vault, backup)).isEqualTo(new RestoreReport(2, 0, 0));
    assertRestored(vault);
    store(vault, "a", "sk-canary-a5");
    assertThat(vault.read(reading -> reading.existing(DEV, A)).current().orElseThrow().number())
        .isEqualTo(5);
    assertThat(value(vault, "a", 3)).isEqualTo("sk-canary-a3");
    assertThat(vault.read(Verification::of).findings()).isEmpty();
  }

  @Test
  void SG5_a_restore_that_fails_at_any_call_changes_nothing_and_works_when_tried_again() {
    StoreContents before = memory.contents();
    FaultyRows counting = new FaultyRows(memory.another());
    Vault first = SmallVault.open(counting);
    counting.disarm();
    restore(first, backup);
    long calls = counting.calls();
    assertThat(calls).isGreaterThan(20);
    for (long call = 1; call <= calls; call++) {
      memory.restore(before);
      FaultyRows rows = new FaultyRows(memory.another());
      Vault vault = SmallVault.open(rows);
      rows.arm(Fault.FAIL, call);
      assertThatThrownBy(() -> restore(vault, backup))
          .as("call %d of %d", call, calls)
          .isInstanceOf(KeymasterException.class);
      rows.disarm();
      assertThat(memory.contents()).as("call %d of %d", call, calls).isEqualTo(before);
      restore(vault, backup);
      assertRestored(SmallVault.open(memory.another()));
    }
  }

  @Test
  void a_cut_or_odd_content_is_refused_and_changes_nothing() {
    StoreContents before = memory.contents();
    int first = 4 + ByteBuffer.wrap(backup).getInt();
    for (int length = 1; length < backup.length; length++) {
      if (length != first) {
        refused(Arrays.copyOf(backup, length), "cut to " + length);
      }
    }
    for (int length : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30}) {
      byte[] odd = backup.clone();
      ByteBuffer.wrap(odd).putInt(length);
      refused(odd, "a record of " + length);
    }
    assertThat(memory.contents()).isEqualTo(before);
  }

  @Test
  void values_that_do_not_match_the_versions_are_refused() {
    List<Mutations.Field> fields = Mutations.fields(unframed(backup));
    assertThat(fields).extracting(Mutations.Field::tag).containsExactly(1, 2, 2);
    refused(framed(Mutations.join(fields.subList(0, 2))), "a value less");
    refused(
        framed(Mutations.join(List.of(fields.get(0), fields.get(1), fields.get(2), fields.get(2)))),
        "a value more");
  }

  @Test
  void a_key_has_a_thousand_versions_at_most() {
    KeyEntry old = KeyEntry.decode(Mutations.fields(unframed(backup)).getFirst().value());
    List<VersionEntry> versions = new ArrayList<>();
    VersionEntry model = old.versions().getFirst();
    for (int i = 1; i <= 1000; i++) {
      KeyVersion shown = new KeyVersion(i, VersionState.DESTROYED, Instant.EPOCH, "…", 1);
      versions.add(
          new VersionEntry(
              shown, model.generation(), model.device(), model.previous(), model.hash()));
    }
    KeyEntry full = KeyEntry.of(old.id(), 0, old.record(), versions, Instant.EPOCH);
    Vault vault = SmallVault.open(memory.another());
    restore(vault, framed(new Fields().bytes(1, full.encode()).encoded()));
    assertThat(vault.read(reading -> reading.existing(DEV, A)).versions()).hasSize(1000);
    assertThatThrownBy(() -> store(vault, "a", "sk-canary-more"))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFLICT));
    assertThat(vault.read(Verification::of).findings()).isEmpty();
  }

  @Test
  void a_key_without_a_current_version_restores_over_nothing() {
    KeyEntry old = KeyEntry.decode(Mutations.fields(unframed(backup)).getFirst().value());
    KeyEntry erased =
        old.withVersions(version -> version.in(VersionState.DESTROYED), Instant.EPOCH);
    byte[] content = framed(new Fields().bytes(1, erased.encode()).encoded());
    Vault vault = SmallVault.open(memory.another());
    assertThat(restore(vault, content)).isEqualTo(new RestoreReport(1, 0, 0));
    assertThat(restore(vault, content)).isEqualTo(new RestoreReport(0, 0, 1));
    assertThat(vault.read(reading -> reading.list()).getFirst().version()).isZero();
    assertThat(vault.read(Verification::of).findings()).isEmpty();
  }

  @Test
  void only_the_chosen_keys_are_restored() {
    Vault vault = SmallVault.open(memory.another());
    Selection b = new Selection(null, null, new KeyName("b"));
    RestoreReport report =
        vault.commit(commit -> {
          try {
            return Backup.read(commit, b, records(backup));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(report).isEqualTo(new RestoreReport(1, 0, 0));
    assertThat(vault.<List<KeySummary>>read(reading -> reading.list())).hasSize(1);
  }

  private static byte[] unframed(byte[] content) {
    return Arrays.copyOfRange(content, 4, 4 + ByteBuffer.wrap(content).getInt());
  }

  private static byte[] framed(byte[] record) {
    return ByteBuffer.allocate(4 + record.length).putInt(record.length).put(record).array();
  }

  private void refused(byte[] content, String what) {
    assertThatThrownBy(() -> restore(SmallVault.open(memory.another()), content))
        .as(what)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
    assertThatThrownBy(() -> readAll(BackupRecords.brought(new ByteArrayInputStream(content))))
        .as("%s, brought", what)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.DAMAGED));
  }

  private static void readAll(BackupRecords records) throws IOException {
    BackupRecords.Item item = records.next();
    while (item != null) {
      item.close();
      item = records.next();
    }
  }
}
