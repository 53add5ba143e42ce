package dev.keymaster.vault;

import dev.keymaster.crypto.KeyHome;
import dev.keymaster.model.Caller;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Ports;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.testkit.NoHeight;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/** A vault with one key-file slot on a machine that remembers nothing. */
final class SmallVault {
  static final Caller CALLER = new Caller(0, 0, "tests");

  private static final Slot SLOT =
      new Slot("00".repeat(16), SlotKind.KEY_FILE, "key", Instant.EPOCH, null);

  private SmallVault() {}

  static Ports ports(SealedRows rows) {
    SecureRandom random = new SecureRandom();
    return new Ports(rows, new NoHeight(), random::nextBytes, () -> Instant.EPOCH);
  }

  static SlotSecret slot() {
    return new SlotSecret(SLOT, null, Secret.copyOf(new byte[32]));
  }

  static Vault create(SealedRows rows) {
    return Vault.create(
        ports(rows),
        new byte[16],
        List.of(slot()),
        KeyHome.heap(),
        commit -> commit.record(EventKind.CREATE_VAULT, CALLER, "", ""));
  }

  static Vault open(SealedRows rows) {
    Vault vault = LockedVault.read(ports(rows)).unlock(SLOT, slot().secret(), KeyHome.heap());
    if (vault == null) {
      throw new AssertionError("the slot no longer opens the vault");
    }
    return vault;
  }
}
