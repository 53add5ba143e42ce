package dev.keymaster.unlock;

import static dev.keymaster.model.KeymasterException.Code.LOCKED;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;

/** The ways in which keychains fail, in words that all of them share. */
final class KeychainFailure {
  static final String HINT = "keymaster doctor; every other slot still opens the vault";

  private KeychainFailure() {}

  /** It answers but is locked. */
  static KeymasterException locked() {
    return new KeymasterException(
        LOCKED, "the keychain is locked", "unlock it on the desktop, or use another slot");
  }

  /** It holds something there that Keymaster did not write. */
  static KeymasterException foreign(KeychainItem item) {
    String message = "the keychain entry '" + item.title() + "' is not what Keymaster wrote";
    return new KeymasterException(LOCKED, message, HINT);
  }

  /** It answers with an error. */
  static KeymasterException broken(String reason) {
    return new KeymasterException(LOCKED, "the keychain is broken: " + reason, HINT);
  }

  /** It does not answer, or not as a keychain does. */
  static KeymasterException broken(String reason, Throwable cause) {
    String message = "the keychain is broken: " + Printable.clean(reason);
    return new KeymasterException(LOCKED, message, HINT, cause);
  }
}
