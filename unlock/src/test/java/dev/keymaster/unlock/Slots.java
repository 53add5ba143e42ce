package dev.keymaster.unlock;

import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/** Slots and secrets for the tests of this room. */
final class Slots {
  static final String VAULT = "00112233445566778899aabbccddeeff";
  static final String ID = "0123456789abcdef0123456789abcdef";

  private Slots() {}

  static Slot slot(SlotKind kind, String label) {
    return new Slot(ID, kind, label, Instant.EPOCH, null);
  }

  static Slot keyFile(Path path) {
    return slot(SlotKind.KEY_FILE, path.toString());
  }

  static Slot keychain(String id) {
    return new Slot(id, SlotKind.KEYCHAIN, "laptop", Instant.EPOCH, null);
  }

  /** 32 bytes with NUL, 0xFF and everything between. */
  static byte[] bytes() {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 255 / 31);
    }
    return bytes;
  }

  static Secret key() {
    return Secret.taking(bytes());
  }

  static Secret text(String text) {
    return Secret.taking(text.getBytes(StandardCharsets.UTF_8));
  }
}
