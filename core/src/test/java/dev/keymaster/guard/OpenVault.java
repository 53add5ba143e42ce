package dev.keymaster.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.crypto.KeyHome;
import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.HighWater;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.Stored;
import dev.keymaster.policy.PolicyText;
import dev.keymaster.testkit.MemoryRows;
import dev.keymaster.vault.LockedVault;
import dev.keymaster.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** A vault for tests: rows in memory, a clock that ticks, one key-file slot. */
final class OpenVault {
  static final EnvironmentName DEV = new EnvironmentName("dev");
  static final EnvironmentName PROD = new EnvironmentName("prod");
  static final Caller CALLER = new Caller(1000, 42, "tests");
  static final Release SHOWN = new Release(EventKind.REVEAL, "");

  final MemoryRows memory = new MemoryRows();
  final RememberedHeight height = new RememberedHeight();
  final Ports ports;
  final NamedSlot slot;
  final String id;
  final Guard guard;

  OpenVault() {
    this.ports = ports(memory);
    this.slot = Guard.name(ports, new NewSlot(SlotKind.KEY_FILE, "ci", null, NewSlot.Kdf.ARGON2ID));
    this.id = Guard.newVaultId(ports);
    this.guard = Guard.create(ports, gate(), CALLER, id, List.of(slot), KeyHome.heap());
  }

  /** Everything is allowed and nothing limited: the clock here runs fast. */
  private static Gate gate() {
    return new Gate(CALLER, new SecureRandom()::nextBytes, PolicyText.parse("allow everything"));
  }

  Ports ports(SealedRows rows) {
    return ports(rows, height);
  }

  static Ports ports(SealedRows rows, HighWater height) {
    SecureRandom random = new SecureRandom();
    AtomicLong seconds = new AtomicLong(1_800_000_000L);
    return new Ports(
        rows, height, random::nextBytes, () -> Instant.ofEpochSecond(seconds.getAndIncrement()));
  }

  /** Opens the same store anew, as the next command would. */
  Guard reopen() {
    return reopen(memory.another());
  }

  Guard reopen(SealedRows rows) {
    Guard opened = new LockedGuard(ports(rows), CALLER, gate()).unlock(slot.slot(), slot.secret());
    if (opened == null) {
      throw new AssertionError("the key file no longer opens the vault");
    }
    return opened;
  }

  /** Asserts that the call fails with that code. */
  static void refused(Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  static KeyName name(String name) {
    return new KeyName(name);
  }

  static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  static NewKey key(EnvironmentName environment, String name, String value, NewKey.Mode mode) {
    KeyDetails details = KeyDetails.of(new ServiceName("openai"));
    return new NewKey(environment, name(name), secret(value), details, "sk-…" + name, mode);
  }

  /** Stores a document as the guard itself would. */
  void document(String name, String content) {
    try (Secret material = SlotMaterial.of(slot.slot().kind(), slot.secret())) {
      Vault vault = LockedVault.read(ports).unlock(slot.slot(), material, KeyHome.heap());
      if (vault == null) {
        throw new AssertionError("the key file no longer opens the vault");
      }
      vault.commit(commit -> {
        commit.putDocument(name, content.getBytes(StandardCharsets.UTF_8));
        return commit;
      });
    }
  }

  Stored add(EnvironmentName environment, String name, String value) {
    return add(guard, environment, name, value);
  }

  static Stored add(Guard guard, EnvironmentName environment, String name, String value) {
    return guard
        .store(List.of(key(environment, name, value, NewKey.Mode.UPSERT)), EventKind.STORE)
        .getFirst();
  }

  String value(EnvironmentName environment, String name) {
    return value(guard, new KeyRef(environment, name(name)));
  }

  static String value(Guard guard, KeyRef ref) {
    try (Released released = guard.release(List.of(ref), SHOWN).getFirst()) {
      return new String(released.value().reveal(), StandardCharsets.UTF_8);
    }
  }

  /** Remembers like the file in the state directory does. */
  static final class RememberedHeight implements HighWater {
    private final AtomicLong height = new AtomicLong(-1);
    private volatile @Nullable String verifier;
    private volatile @Nullable String checkpoint;

    @Override
    public long seen(byte[] vaultId) {
      return height.get();
    }

    @Override
    public void advance(byte[] vaultId, long sequence) {
      height.accumulateAndGet(sequence, Math::max);
    }

    @Override
    public void reset(byte[] vaultId, long sequence) {
      height.set(sequence);
    }

    @Override
    public @Nullable String verifier(byte[] vaultId) {
      return verifier;
    }

    @Override
    public void pinVerifier(byte[] vaultId, String key) {
      verifier = key;
    }

    @Override
    public @Nullable String checkpoint(byte[] vaultId) {
      return checkpoint;
    }

    @Override
    public void keepCheckpoint(byte[] vaultId, String note) {
      checkpoint = note.isEmpty() ? null : note;
    }
  }
}
