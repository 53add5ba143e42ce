package dev.keymaster.guard;

import dev.keymaster.crypto.PassphraseRules;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;

/** Brings the secret of a slot into the form that keys are derived from. */
final class SlotMaterial {
  private SlotMaterial() {}

  /** Passphrases in Unicode NFC, everything else as it is; the caller closes the result. */
  static Secret of(SlotKind kind, Secret secret) {
    return kind == SlotKind.PASSPHRASE ? PassphraseRules.normalised(secret) : secret.copy();
  }
}
