package dev.keymaster.service;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Asks the sources for the secrets of unlock slots, and believes only one that opens something. A
 * source that is broken, locked or without a secret never keeps another one from being tried.
 */
public final class SlotSecrets {
  private static final List<SlotKind> ORDER =
      List.of(
          SlotKind.ENVIRONMENT,
          SlotKind.KEY_FILE,
          SlotKind.KEYCHAIN,
          SlotKind.PASSPHRASE,
          SlotKind.RECOVERY);

  private final String vaultId;
  private final List<RootKeySource> sources;
  private final List<String> reasons = new ArrayList<>();
  private final List<String> hints = new ArrayList<>();

  /** Asks these sources for secrets of that vault (32 hex characters). */
  public SlotSecrets(String vaultId, List<RootKeySource> sources) {
    this.vaultId = vaultId;
    this.sources = List.copyOf(sources);
  }

  /**
   * Tries the slots, those that need nobody first.
   *
   * @param trial returns what the secret opens, or empty if it is the wrong one; each secret is
   *     closed after its trial
   * @throws KeymasterException LOCKED with all reasons if none opens
   */
  public <T> T open(List<Slot> slots, BiFunction<Slot, Secret, Optional<T>> trial) {
    return slots.stream()
        .sorted(SlotSecrets::byOrder)
        .map(slot -> tried(slot, trial))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> locked(slots));
  }

  /** Those that {@link java.util.Comparator} makes cost each process 20 ms: no cache holds them. */
  private static int byOrder(Slot one, Slot other) {
    return Integer.compare(ORDER.indexOf(one.kind()), ORDER.indexOf(other.kind()));
  }

  /** Tries one slot; empty if no source has a secret that opens it. */
  <T> Optional<T> tried(Slot slot, BiFunction<Slot, Secret, Optional<T>> trial) {
    return sources.stream()
        .filter(source -> serves(source, slot))
        .map(source -> tried(slot, source, trial))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private <T> Optional<T> tried(
      Slot slot, RootKeySource source, BiFunction<Slot, Secret, Optional<T>> trial) {
    Optional<Secret> secret = ask(slot, source);
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    try (Secret given = secret.get()) {
      Optional<T> opened = trial.apply(slot, given);
      if (opened.isEmpty()) {
        reasons.add(wrong(slot));
      }
      return opened;
    }
  }

  private Optional<Secret> ask(Slot slot, RootKeySource source) {
    try {
      return source.secret(vaultId, slot);
    } catch (KeymasterException e) {
      reasons.add(e.getMessage());
      hints.add(e.hint());
      return Optional.empty();
    }
  }

  /** The same 32 bytes may lie in a file here and in a variable there (requirement D9). */
  private static boolean serves(RootKeySource source, Slot slot) {
    return source.kind() == slot.kind()
        || (source.kind() == SlotKind.ENVIRONMENT && slot.kind() == SlotKind.KEY_FILE);
  }

  private static String wrong(Slot slot) {
    return slot.kind() == SlotKind.PASSPHRASE
        ? "wrong passphrase"
        : "the " + slot.kind().word() + " " + slot.label() + " is not this vault's";
  }

  private KeymasterException locked(List<Slot> slots) {
    String ways = String.join(", ", slots.stream().map(slot -> slot.kind().word()).toList());
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
