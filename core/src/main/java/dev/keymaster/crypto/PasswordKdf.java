package dev.keymaster.crypto;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Stretching;

/**
 * Makes guessing a passphrase expensive: turns it and a salt into 64 bytes of key material
 * (docs/format.md §4.1).
 *
 * <p>An instance only exists within the limits of its algorithm, so nothing can be run with
 * parameters that are too weak (a downgrade) or that would exhaust the machine (a denial of
 * service): both are refused before a single step is computed. Immutable and thread-safe.
 */
public sealed interface PasswordKdf permits Argon2id, Pbkdf2 {
  /** Length of a salt, bytes. */
  int SALT_LENGTH = 16;

  /** Length of what comes out, bytes: long enough for HKDF-SHA512 without an Extract step. */
  int OUTPUT_LENGTH = 64;

  /** Returns what new passphrases get: Argon2id, 64 MiB, 3 passes, 1 lane. */
  static PasswordKdf standard() {
    return new Argon2id(64 * 1024, 3, 1);
  }

  /**
   * Stretches a passphrase; takes a good part of a second and the declared memory, on purpose.
   *
   * @param passphrase UTF-8 of the NFC form, see {@link PassphraseRules}
   * @param salt {@value #SALT_LENGTH} random bytes
   * @return {@value #OUTPUT_LENGTH} bytes, which the caller zeroes
   */
  byte[] stretch(Secret passphrase, byte[] salt);

  /** Returns the number of the algorithm in stored headers. */
  int id();

  /** Returns algorithm and parameters for a person: {@code argon2id m=64MiB t=3 p=1}. */
  String words();

  /** Returns algorithm and parameters as slots show them. */
  default Stretching shown() {
    NewSlot.Kdf kdf =
        switch (this) {
          case Argon2id argon -> NewSlot.Kdf.ARGON2ID;
          case Pbkdf2 pbkdf -> NewSlot.Kdf.PBKDF2;
        };
    return new Stretching(kdf, words());
  }

  /** Returns the canonical fields of the parameters in stored headers. */
  byte[] parameters();

  /**
   * Reads algorithm and parameters from a stored header.
   *
   * @throws KeymasterException CORRUPT if the algorithm is unknown or a parameter is out of range
   */
  static PasswordKdf stored(int id, byte[] parameters) {
    FieldReader fields = new FieldReader("password KDF", parameters);
    PasswordKdf kdf =
        switch (id) {
          case Argon2id.ID -> Argon2id.stored(fields);
          case Pbkdf2.ID -> Pbkdf2.stored(fields);
          default -> throw KeymasterException.corrupt("unknown password KDF " + id);
        };
    fields.end();
    return kdf;
  }
}
