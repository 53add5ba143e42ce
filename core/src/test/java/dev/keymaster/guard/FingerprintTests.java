package dev.keymaster.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.crypto.FingerprintKey;
import dev.keymaster.crypto.KeyHome;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.FailedUnlocks;
import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Selection;
import dev.keymaster.model.SlotKind;
import dev.keymaster.policy.PolicyText;
import dev.keymaster.testkit.MemoryRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept outside of a vault about the values that it has and had. */
final class FingerprintTests {
  private static final String ONE = "sk-canary-1f3A7c1Be5d8042Fa6Bc31d7E9";
  private static final String TWO = "sk-canary-2f3A7c1Be5d8042Fa6Bc31d7E9";

  private final Kept kept = new Kept();
  private final AtomicLong seconds = new AtomicLong(1_800_000_000L);
  private final MemoryRows rows = new MemoryRows();
  private Guard guard = create(rows);

  @Test
  void G7_values_are_known_from_the_commit_that_stores_them() {
    store("a", ONE);
    assertThat(names(ONE, TWO)).containsExactly("dev/a#1");
    store("a", TWO);
    assertThat(names(ONE, TWO)).containsExactly("dev/a#1", "dev/a#2");
    guard.remove(OpenVault.DEV, OpenVault.name("a"));
    assertThat(names(ONE, TWO)).containsExactly("dev/a#1", "dev/a#2");
    assertThat(kept.complete).isTrue();
    assertThat(guard.fingerprint()).isZero();
  }

  @Test
  void G7_a_commit_that_fails_leaves_none() {
    List<NewKey> twice = List.of(key("a", ONE), key("b", TWO), key("b", TWO));
    OpenVault.refused(
        dev.keymaster.model.KeymasterException.Code.CONFLICT,
        () -> guard.store(create(twice), EventKind.STORE));
    assertThat(kept.records.size()).isZero();
  }

  @Test
  void G7_an_open_vault_finds_what_is_missing() {
    store("a", ONE);
    store("a", TWO);
    store("weak", "hunter2");
    kept.forget();
    assertThat(names(ONE, TWO)).isEmpty();
    assertThat(guard.fingerprint()).isEqualTo(3);
    assertThat(names(ONE, TWO)).containsExactly("dev/a#1", "dev/a#2");
    assertThat(guard.fingerprint()).isZero();
    assertThat(kept.complete).isTrue();
  }

  @Test
  void G7_a_key_that_comes_back_is_known_by_its_own_name() {
    store("a", ONE);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    guard.backup(ports(rows), Selection.ALL, OpenVault.secret("a long passphrase of mine 7"), out);
    kept.forget();
    guard = create(new MemoryRows());
    guard.restore(
        Selection.ALL,
        OpenVault.secret("a long passphrase of mine 7"),
        new ByteArrayInputStream(out.toByteArray()));
    assertThat(names(ONE, TWO)).containsExactly("dev/a#1");
  }

  @Test
  void G7_an_edit_adds_nothing() {
    store("a", ONE);
    int before = kept.records.size();
    KeyEdit edit =
        new KeyEdit(
            null,
            List.of("x"),
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            java.util.Map.of(),
            Set.of());
    guard.edit(OpenVault.DEV, OpenVault.name("a"), edit);
    assertThat(kept.records.size()).isEqualTo(before);
  }

  private Guard create(MemoryRows into) {
    Ports ports = ports(into);
    NamedSlot slot =
        Guard.name(ports, new NewSlot(SlotKind.KEY_FILE, "ci", null, NewSlot.Kdf.ARGON2ID));
    Gate gate =
        new Gate(
            OpenVault.CALLER, new SecureRandom()::nextBytes, PolicyText.parse("allow everything"));
    return Guard.create(
        ports, gate, OpenVault.CALLER, Guard.newVaultId(ports), List.of(slot), KeyHome.heap());
  }

  private Ports ports(MemoryRows of) {
    return new Ports(
        of,
        new OpenVault.RememberedHeight(),
        new SecureRandom()::nextBytes,
        () -> Instant.ofEpochSecond(seconds.getAndIncrement()),
        FailedUnlocks.NONE,
        kept);
  }

  private void store(String name, String value) {
    guard.store(List.of(key(name, value)), EventKind.STORE);
  }

  private static NewKey key(String name, String value) {
    return OpenVault.key(OpenVault.DEV, name, value, NewKey.Mode.UPSERT);
  }

  private static List<NewKey> create(List<NewKey> keys) {
    return keys.stream()
        .map(key ->
            new NewKey(
                key.environment(),
                key.name(),
                key.value(),
                key.details(),
                key.hint(),
                NewKey.Mode.CREATE))
        .toList();
  }

  /** The names that these values open. */
  private Set<String> names(String... values) {
    Set<String> names = new TreeSet<>();
    byte[] records = kept.records.toByteArray();
    FingerprintKey key = new FingerprintKey(kept.key);
    for (int at = 0; at < records.length; at += Fingerprints.RECORD) {
      for (String value : values) {
        byte[] text = value.getBytes(US_ASCII);
        key.name(records, at, text, 0, text.length).ifPresent(names::add);
      }
    }
    return names;
  }

  private static final class Kept implements Fingerprints {
    final byte[] key = new byte[32];
    final ByteArrayOutputStream records = new ByteArrayOutputStream();
    boolean complete;

    void forget() {
      records.reset();
      complete = false;
    }

    @Override
    public byte[] key(byte[] vaultId) {
      return key.clone();
    }

    @Override
    public void add(byte[] vaultId, byte[] added) {
      records.writeBytes(added);
    }

    @Override
    public void complete(byte[] vaultId) {
      complete = true;
    }

    @Override
    public @Nullable Book book(byte[] vaultId) {
      return new Book(key, records.toByteArray(), complete);
    }
  }
}
