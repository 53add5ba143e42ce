package dev.keymaster.service;

import dev.keymaster.guard.Guard;
import dev.keymaster.guard.LockedGuard;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Tries the unlock slots of a vault, those that need nobody first. A source that is broken, locked
 * or without a secret never keeps another one from being tried.
 */
final class Unlocking {
  private static final List<SlotKind> ORDER =
      List.of(
          SlotKind.ENVIRONMENT,
          SlotKind.KEY_FILE,
          SlotKind.KEYCHAIN,
          SlotKind.PASSPHRASE,
          SlotKind.RECOVERY);

  /** An open vault and the slot that opened it. */
  record Unlocked(Guard guard, Slot slot) {}

  private final LockedGuard locked;
  private final List<RootKeySource> sources;
  private final List<String> reasons = new ArrayList<>();
  private final List<String> hints = new ArrayList<>();

  Unlocking(LockedGuard locked, List<RootKeySource> sources) {
    this.locked = locked;
    this.sources = sources;
  }

  Unlocked unlock() {
    return locked.slots().stream()
        .sorted(Comparator.comparingInt(slot -> ORDER.indexOf(slot.kind())))
        .map(this::attempt)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(this::locked);
  }

  private Optional<Unlocked> attempt(Slot slot) {
    return sources.stream()
        .filter(source -> SlotSecrets.serves(source, slot))
        .map(source -> attempt(slot, source))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<Unlocked> attempt(Slot slot, RootKeySource source) {
    Optional<Secret> secret = ask(slot, source);
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    try (Secret given = secret.get()) {
      Guard guard = locked.unlock(slot, given);
      if (guard != null) {
        return Optional.of(new Unlocked(guard, slot));
      }
      reasons.add(wrong(slot));
      return Optional.empty();
    }
  }

  private Optional<Secret> ask(Slot slot, RootKeySource source) {
    try {
      return source.secret(locked.vaultId(), slot);
    } catch (KeymasterException e) {
      reasons.add(e.getMessage());
      hints.add(e.hint());
      return Optional.empty();
    }
  }

  private static String wrong(Slot slot) {
    return slot.kind() == SlotKind.PASSPHRASE
        ? "wrong passphrase"
        : "the " + slot.kind().word() + " " + slot.label() + " is not this vault's";
  }

  private KeymasterException locked() {
    String ways =
        String.join(", ", locked.slots().stream().map(slot -> slot.kind().word()).toList());
    String message =
        reasons.isEmpty()
            ? "the vault is locked and no secret for its slots (" + ways + ") is at hand"
            : String.join("; ", reasons.stream().distinct().toList());
    String hint =
        hints.stream()
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("keymaster vault slots list shows the ways to unlock it");
    return new KeymasterException(Code.LOCKED, message, hint);
  }
}
