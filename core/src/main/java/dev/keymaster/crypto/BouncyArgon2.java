package dev.keymaster.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id in pure Java. Apart from {@link Argon2id} so that Bouncy Castle, whose signed jar no
 * class-data archive can hold, is only loaded where libsodium is missing or several lanes are
 * wanted.
 */
final class BouncyArgon2 {
  private BouncyArgon2() {}

  static byte[] hash(Argon2id parameters, byte[] passphrase, byte[] salt) {
    try {
      return generate(parameters, passphrase, salt);
    } catch (OutOfMemoryError e) {
      throw Argon2id.outOfMemory(parameters);
    }
  }

  private static byte[] generate(Argon2id parameters, byte[] passphrase, byte[] salt) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(parameters.memoryKiB())
            .withIterations(parameters.iterations())
            .withParallelism(parameters.parallelism())
            .withSalt(salt)
            .build());
    byte[] out = new byte[PasswordKdf.OUTPUT_LENGTH];
    generator.generateBytes(passphrase, out);
    return out;
  }
}
