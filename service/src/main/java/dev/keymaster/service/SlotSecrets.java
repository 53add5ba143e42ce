package dev.keymaster.service;

import dev.keymaster.guard.Guard;
import dev.keymaster.guard.LockedGuard;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.util.List;
import java.util.Optional;

/** Asks the sources for the secret of a slot, and believes only one that opens the vault. */
final class SlotSecrets {
  private final List<RootKeySource> sources;
  private final LockedGuard locked;

  SlotSecrets(List<RootKeySource> sources, LockedGuard locked) {
    this.sources = sources;
    this.locked = locked;
  }

  /** Returns a secret that opens the slot; the caller closes it. */
  Optional<Secret> proven(Slot slot) {
    return sources.stream()
        .filter(source -> serves(source, slot))
        .map(source -> proven(slot, source))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<Secret> proven(Slot slot, RootKeySource source) {
    Optional<Secret> secret = ask(slot, source);
    if (secret.isEmpty()) {
      return secret;
    }
    Guard guard = locked.unlock(slot, secret.get());
    if (guard == null) {
      secret.get().close();
      return Optional.empty();
    }
    guard.close();
    return secret;
  }

  private Optional<Secret> ask(Slot slot, RootKeySource source) {
    try {
      return source.secret(locked.vaultId(), slot);
    } catch (KeymasterException e) {
      return Optional.empty();
    }
  }

  /** The same 32 bytes may lie in a file here and in a variable there (requirement D9). */
  static boolean serves(RootKeySource source, Slot slot) {
    return source.kind() == slot.kind()
        || (source.kind() == SlotKind.ENVIRONMENT && slot.kind() == SlotKind.KEY_FILE);
  }
}
