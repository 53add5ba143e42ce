package dev.keymaster.model;

import java.util.Optional;

/**
 * Port: where the secret of an unlock slot comes from: a prompt, a file, a variable, a keychain.
 *
 * <p>One source serves one {@link SlotKind}. The secret never unlocks anything by itself: it opens
 * a slot of the vault's header, which holds the root key. Thread-safe.
 */
public interface RootKeySource {
  /** Whether a source can be asked at all. */
  enum Availability {
    /** It answers and needs nobody. */
    READY,
    /** It answers, but a person has to act (type, unlock the keychain). */
    INTERACTIVE,
    /** It does not exist on this machine or is not set up. */
    ABSENT,
    /** It exists but is broken; the reason says how. */
    BROKEN
  }

  /**
   * What a look at the source told.
   *
   * @param availability whether it can be asked
   * @param reason one line for a person; empty when ready
   */
  record Probe(Availability availability, String reason) {}

  /** Returns the kind of slot that this source serves. */
  SlotKind kind();

  /** Looks whether the source can be asked. Never prompts, never throws, never takes over 2 s. */
  Probe probe();

  /**
   * Returns the secret for that slot, or empty if this source has none for it (no such keychain
   * entry, variable not set). Either way the next slot is tried: one source never blocks another.
   *
   * @throws KeymasterException LOCKED if it should have one but cannot give it: key file missing,
   *     refused or unreadable, keychain locked, prompt not possible; names it and says what to do
   */
  Optional<Secret> secret(String vaultId, Slot slot);

  /**
   * Stores a fresh secret for a slot that is being added and returns the label to show for it.
   * Sources that a person carries (passphrase, recovery code, environment) store nothing.
   */
  String store(String vaultId, Slot slot, Secret secret);

  /** Forgets the secret of a slot that was removed; does nothing if there is none. */
  void forget(String vaultId, Slot slot);
}
