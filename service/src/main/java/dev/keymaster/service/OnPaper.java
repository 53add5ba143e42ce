package dev.keymaster.service;

import dev.keymaster.crypto.RecoveryCode;
import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import java.util.Arrays;
import java.util.HexFormat;

/** The secrets that only a person keeps, in the form in which they are written down. */
final class OnPaper {
  private OnPaper() {}

  /** Returns the slot with its secret as text where nothing else keeps it. */
  static AddedSlot added(Slot slot, Secret secret) {
    return switch (slot.kind()) {
      case RECOVERY -> new AddedSlot(slot, RecoveryCode.text(secret));
      case ENVIRONMENT -> new AddedSlot(slot, hex(secret));
      case PASSPHRASE, KEY_FILE, KEYCHAIN -> new AddedSlot(slot, null);
    };
  }

  @RevealsSecret("shown once, for a person to put where CI keeps its secrets")
  private static Secret hex(Secret secret) {
    byte[] bytes = secret.reveal();
    byte[] text = new byte[2 * bytes.length];
    HexFormat digits = HexFormat.of();
    for (int i = 0; i < bytes.length; i++) {
      text[2 * i] = (byte) digits.toHighHexDigit(bytes[i]);
      text[2 * i + 1] = (byte) digits.toLowHexDigit(bytes[i]);
    }
    Arrays.fill(bytes, (byte) 0);
    return Secret.taking(text);
  }
}
