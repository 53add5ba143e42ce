package dev.keymaster.crypto;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.util.Optional;
import org.bouncycastle.crypto.generators.SCrypt;

/** scrypt (RFC 7914) with r = 8 and p = 1, which age files have: by libsodium, else on the heap. */
final class Scrypt {
  static final int BLOCK = 8;
  static final int LANES = 1;

  private Scrypt() {}

  /**
   * Derives 32 bytes.
   *
   * @param logN 1 to 20; each step doubles time and memory, 18 takes 256 MiB
   */
  static byte[] derive(byte[] passphrase, byte[] salt, int logN) {
    Optional<Sodium> sodium = Sodium.found();
    if (sodium.isPresent() && passphrase.length > 0) {
      return sodium.get().scrypt(passphrase, salt, logN, 32);
    }
    return onTheHeap(passphrase, salt, logN);
  }

  static byte[] onTheHeap(byte[] passphrase, byte[] salt, int logN) {
    try {
      return SCrypt.generate(passphrase, salt, 1 << logN, BLOCK, LANES, 32);
    } catch (OutOfMemoryError e) {
      throw outOfMemory(logN);
    }
  }

  static KeymasterException outOfMemory(int logN) {
    return new KeymasterException(
        Code.FAILURE,
        "not enough memory to hash the passphrase: it takes " + (1 << (logN - 10)) + " MiB",
        "close other programs");
  }
}
