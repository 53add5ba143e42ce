package dev.keymaster.unlock;

import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.RootKeySource.Probe;
import dev.keymaster.model.SlotKind;

/**
 * The kind of slot that {@code vault init} makes unless a person chooses: the keychain where one
 * answers, otherwise a passphrase, never anything weaker.
 *
 * @param kind {@link SlotKind#KEYCHAIN} or {@link SlotKind#PASSPHRASE}
 * @param reason why, in one line for a person
 */
public record SlotChoice(SlotKind kind, String reason) {
  /** Looks at the keychain and chooses; a keychain that is locked or broken is not chosen. */
  public static SlotChoice forNewVault(RootKeySource keychain) {
    Probe probe = keychain.probe();
    if (probe.availability() == Availability.READY) {
      return new SlotChoice(SlotKind.KEYCHAIN, "the keychain of this machine answers");
    }
    return new SlotChoice(SlotKind.PASSPHRASE, "no keychain: " + probe.reason());
  }
}
