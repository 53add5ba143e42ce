package dev.keymaster.guard;

import dev.keymaster.crypto.KeyHome;
import dev.keymaster.crypto.PasswordKdf;
import dev.keymaster.crypto.Pbkdf2;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.LogMacs;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Ports;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.vault.LockedVault;
import dev.keymaster.vault.Vault;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The guard before a vault was unlocked: tells the slots and takes their secrets. */
public final class LockedGuard {
  private final Caller caller;
  private final Ports ports;
  private final Gate gate;
  private final LockedVault locked;

  LockedGuard(Ports ports, Caller caller, Gate gate) {
    this.gate = gate;
    this.caller = caller;
    this.ports = ports;
    this.locked = LockedVault.read(ports);
  }

  /** Returns the vault's id, 32 hex characters; not yet authenticated. */
  public String vaultId() {
    return locked.id();
  }

  /** Returns the ways to unlock it; not yet authenticated. */
  public List<Slot> slots() {
    return locked.slots();
  }

  /** The log, as far as it can be seen without a secret. */
  public OutsideLog log() {
    byte[] id = HexFormat.of().parseHex(vaultId());
    return new OutsideLog(ports.rows(), ports.highWater(), id);
  }

  /** What tells values of it where they are met; null if nothing is kept here. */
  public Fingerprints.@Nullable Book fingerprints() {
    return ports.fingerprints().book(HexFormat.of().parseHex(vaultId()));
  }

  /** Unlocks through one slot; the keys of the open vault lie on the heap. */
  public @Nullable Guard unlock(Slot slot, Secret secret) {
    return unlock(slot, secret, KeyHome.heap());
  }

  /**
   * Unlocks through one slot.
   *
   * @param secret as the slot's source gave it; stays the caller's to close
   * @param home where the keys of the open vault will lie
   * @return the open guard, or null if the secret is not the right one
   * @throws KeymasterException CORRUPT if the header was changed; LOCKED if too many attempts
   *     failed lately, naming the time to wait
   */
  public @Nullable Guard unlock(Slot slot, Secret secret, KeyHome home) {
    Throttle throttle = new Throttle(ports, vaultId(), caller);
    throttle.attempt(slot.kind());
    try (Secret material = SlotMaterial.of(slot.kind(), secret)) {
      Vault vault = locked.unlock(slot, material, home);
      if (vault == null) {
        return null;
      }
      throttle.opened(slot.kind(), vault);
      return proves(slot.kind())
          ? Guard.opened(caller, vault, gate, ports)
          : Guard.resumed(caller, vault, gate, ports);
    }
  }

  /** Returns the recovery slots that hold a key of the log; not yet authenticated. */
  public List<Slot> slotsWithLogKey() {
    return locked.slotsWithLogKey();
  }

  /**
   * Checks the MACs of the log with a recovery code, or returns null if it is not the right one: an
   * attempt to unlock that failed. Opens nothing.
   *
   * @param slot of {@link #slotsWithLogKey}
   * @param below the first event that is not looked at, as the log's checkpoint has it
   * @throws KeymasterException LOCKED if too many attempts failed lately
   */
  public @Nullable LogMacs checkMacs(Slot slot, Secret secret, long below) {
    Throttle throttle = new Throttle(ports, vaultId(), caller);
    throttle.attempt(slot.kind());
    LogMacs macs = locked.checkMacs(slot, secret, below);
    if (macs != null) {
      throttle.wasRight();
    }
    return macs;
  }

  /**
   * What lies there for every program proves no person: a coding agent that is told to unlock would
   * just do so.
   */
  private boolean proves(SlotKind kind) {
    boolean typed = kind == SlotKind.PASSPHRASE || kind == SlotKind.RECOVERY;
    return typed || caller.origin().agent().isEmpty();
  }

  /**
   * Opens the vault with the root key that another process handed over.
   *
   * @param root stays the caller's to close
   * @throws KeymasterException CORRUPT if it does not open this vault
   */
  @RevealsSecret("it is the key that everything is opened with")
  public Guard resume(Secret root, KeyHome home) {
    return Guard.resumed(caller, locked.resume(root.reveal(), home), gate, ports);
  }

  static @Nullable PasswordKdf kdf(Slot slot) {
    return slot.kdf() == null ? null : kdf(slot.kind(), slot.kdf().kdf());
  }

  static @Nullable PasswordKdf kdf(SlotKind kind, NewSlot.Kdf choice) {
    if (kind != SlotKind.PASSPHRASE) {
      return null;
    }
    return switch (choice) {
      case ARGON2ID -> PasswordKdf.standard();
      case PBKDF2 -> new Pbkdf2(600_000);
    };
  }
}
