package dev.keymaster.unlock;

/**
 * The name of an entry in a keychain: one slot of one vault.
 *
 * @param vaultId as in the vault's header
 * @param slotId as in the slot
 */
public record KeychainItem(String vaultId, String slotId) {
  /** Returns what a person sees in the keychain's own program. */
  public String title() {
    return "Keymaster vault " + vaultId + " slot " + slotId;
  }
}
