package dev.keymaster.vault;

import dev.keymaster.crypto.KeyHome;
import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.LogMacs;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A vault whose header was read but not yet believed. */
public final class LockedVault {
  private final Ports ports;
  private final Header.Unverified header;

  private LockedVault(Ports ports, Header.Unverified header) {
    this.ports = ports;
    this.header = header;
  }

  /** Reads the header; CORRUPT if there is none or it is malformed. */
  public static LockedVault read(Ports ports) {
    return new LockedVault(ports, ports.rows().read(Vault::storedHeader));
  }

  /** Returns the alleged vault id in hex. */
  public String id() {
    return HexFormat.of().formatHex(header.alleged().vault());
  }

  /** Returns the alleged slots. */
  public List<Slot> slots() {
    return header.alleged().shown();
  }

  /**
   * Opens the vault through a slot, or returns null if the secret is not the right one.
   *
   * @param home where the keys of the open vault will lie
   */
  public @Nullable Vault unlock(Slot slot, Secret secret, KeyHome home) {
    SealingKey root = entry(slot).open(secret, header.alleged(), home);
    if (root == null) {
      return null;
    }
    try {
      return Vault.open(ports, header.verify(root), root);
    } catch (KeymasterException e) {
      root.close();
      throw e;
    }
  }

  private SlotEntry entry(Slot slot) {
    return header.alleged().slots().stream()
        .filter(candidate -> HexFormat.of().formatHex(candidate.id()).equals(slot.id()))
        .findFirst()
        .orElseThrow(() -> KeymasterException.corrupt("the unlock slot has gone"));
  }

  /** Returns the alleged slots that hold a key of the log. */
  public List<Slot> slotsWithLogKey() {
    return header.alleged().slots().stream()
        .filter(SlotEntry::holdsLogKey)
        .map(SlotEntry::shown)
        .toList();
  }

  /**
   * Checks the MACs of the log with the key that a slot was given when it was made, or returns null
   * if the secret is not the right one. Opens nothing.
   *
   * @param slot of {@link #slotsWithLogKey}
   * @param below the first event that is not looked at
   */
  public @Nullable LogMacs checkMacs(Slot slot, Secret secret, long below) {
    SlotEntry entry = entry(slot);
    try (SealingKey root = entry.open(secret, header.alleged(), KeyHome.heap())) {
      if (root == null) {
        return null;
      }
      Header confirmed = header.verify(root);
      LogKey key = entry.logKey(secret, confirmed);
      return ports.rows().read(rows -> MacCheck.of(rows, confirmed.vault(), key, below));
    }
  }

  /**
   * Opens the vault with the root key that another process had.
   *
   * @param rootKey zeroed by this
   * @throws KeymasterException CORRUPT if it is another vault's, or an older key of this one
   */
  public Vault resume(byte[] rootKey, KeyHome home) {
    SealingKey root = SealingKey.taking(rootKey, home);
    try {
      return Vault.open(ports, header.verify(root), root);
    } catch (KeymasterException e) {
      root.close();
      throw e;
    }
  }
}
