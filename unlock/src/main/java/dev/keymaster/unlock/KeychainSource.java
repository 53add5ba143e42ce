package dev.keymaster.unlock;

import static dev.keymaster.model.KeymasterException.Code.FAILURE;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.util.Optional;

/** Keeps the key of a slot in the keychain of the operating system. Thread-safe. */
public final class KeychainSource implements RootKeySource {
  private final Keychain keychain;

  /** Makes a source on that keychain. */
  public KeychainSource(Keychain keychain) {
    this.keychain = keychain;
  }

  @Override
  public SlotKind kind() {
    return SlotKind.KEYCHAIN;
  }

  @Override
  public Probe probe() {
    return keychain.probe();
  }

  /** Returns the key, or empty if the entry is not there: deleted, or made on another machine. */
  @Override
  public Optional<Secret> secret(String vaultId, Slot slot) {
    return keychain.get(new KeychainItem(vaultId, slot.id()));
  }

  /**
   * Stores the key and reads it back, since a slot that does not open is worse than none.
   *
   * @throws KeymasterException LOCKED if the keychain cannot be used, FAILURE if it gives back
   *     something else
   */
  @Override
  public String store(String vaultId, Slot slot, Secret secret) {
    KeychainItem item = new KeychainItem(vaultId, slot.id());
    keychain.set(item, secret);
    if (!holds(item, secret)) {
      keychain.delete(item);
      String hint = "use another kind of slot: keymaster vault slots add --help";
      throw new KeymasterException(FAILURE, "the keychain did not keep what it was given", hint);
    }
    return slot.label();
  }

  private boolean holds(KeychainItem item, Secret secret) {
    try (Secret kept = keychain.get(item).orElseGet(() -> Secret.copyOf(new byte[0]))) {
      return kept.sameAs(secret);
    }
  }

  @Override
  public void forget(String vaultId, Slot slot) {
    keychain.delete(new KeychainItem(vaultId, slot.id()));
  }
}
