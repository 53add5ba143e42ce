package dev.keymaster.crypto;

/**
 * The 32 bytes of a key and what is computed with them: on the heap for commands that live for
 * milliseconds, in secret memory for a process that stays.
 */
sealed interface KeyMaterial permits HeapKey, HeldKey {
  /** Returns HMAC-SHA512 of the data under this key, 64 bytes. */
  byte[] hmac(byte[] data);

  /** Returns HKDF-SHA512 with this key as input material. */
  byte[] hkdf(byte[] salt, byte[] info, int length);

  /** Returns HKDF-SHA512 without a salt as a key that lives where this one does. */
  KeyMaterial derive(byte[] info);

  /** Returns the Ed25519 signature of the message with this key as seed, 64 bytes. */
  byte[] sign(byte[] message);

  /** Returns the Ed25519 public key that belongs to this seed, 32 bytes. */
  byte[] publicKey();

  /** Returns where this key lies. */
  KeyHome home();

  /** Returns a copy, which the caller zeroes. */
  byte[] encoded();

  /** Zeroes the key; any later use is a bug. */
  void close();
}
