package dev.keymaster.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * HMAC, HKDF and signatures by libsodium with every intermediate state in one piece of secret
 * memory, zeroed after each computation; only the key that signed last stays ready there, since it
 * is the same each time. Not thread-safe.
 */
final class HeldCryptography {
  /** Room for the intermediate states, bytes. */
  static final long ROOM =
      2 * Hmac512.STATE
          + 2 * Hmac512.LENGTH
          + SodiumSignature.SECRET_KEY
          + SodiumSignature.PUBLIC_KEY;

  private static final byte[] NO_SALT = new byte[64];

  private final Hmac512 hmac;
  private final SodiumSignature signature;
  private final MemorySegment passing;
  private final MemorySegment state;
  private final MemorySegment keyed;
  private final MemorySegment extracted;
  private final MemorySegment block;
  private final MemorySegment secretKey;
  private final MemorySegment publicKey;

  HeldCryptography(Sodium sodium, MemorySegment room) {
    this.hmac = sodium.hmac();
    this.signature = sodium.signature();
    state = room.asSlice(0, Hmac512.STATE);
    keyed = room.asSlice(Hmac512.STATE, Hmac512.STATE);
    extracted = room.asSlice(2 * Hmac512.STATE, Hmac512.LENGTH);
    block = room.asSlice(2 * Hmac512.STATE + Hmac512.LENGTH, Hmac512.LENGTH);
    long after = 2 * Hmac512.STATE + 2 * Hmac512.LENGTH;
    passing = room.asSlice(0, after);
    secretKey = room.asSlice(after, SodiumSignature.SECRET_KEY);
    publicKey = room.asSlice(after + SodiumSignature.SECRET_KEY, SodiumSignature.PUBLIC_KEY);
  }

  byte[] hmac(MemorySegment key, byte[] data) {
    byte[] out = new byte[(int) Hmac512.LENGTH];
    try {
      hmac.start(state, key);
      hmac.update(state, MemorySegment.ofArray(data));
      hmac.finish(state, MemorySegment.ofArray(out));
      return out;
    } finally {
      passing.fill((byte) 0);
    }
  }

  /** Fills {@code out} with HKDF-SHA512 (RFC 5869). */
  void hkdf(MemorySegment key, byte[] salt, byte[] info, MemorySegment out) {
    try {
      hmac.start(state, MemorySegment.ofArray(salt.length == 0 ? NO_SALT : salt));
      hmac.update(state, key);
      hmac.finish(state, extracted);
      expand(info, out);
    } finally {
      passing.fill((byte) 0);
    }
  }

  private void expand(byte[] info, MemorySegment out) {
    long done = 0;
    hmac.start(keyed, extracted);
    for (int number = 1; done < out.byteSize(); number++) {
      state.copyFrom(keyed); // a third of what a block takes
      if (number > 1) {
        hmac.update(state, block);
      }
      hmac.update(state, MemorySegment.ofArray(info));
      hmac.update(state, MemorySegment.ofArray(new byte[] {(byte) number}));
      hmac.finish(state, block);
      long part = Math.min(Hmac512.LENGTH, out.byteSize() - done);
      MemorySegment.copy(block, 0, out, done, part);
      done += part;
    }
  }

  byte[] sign(MemorySegment seed, byte[] message) {
    byte[] out = new byte[Ed25519.SIGNATURE_LENGTH];
    prepare(seed);
    signature.sign(MemorySegment.ofArray(out), MemorySegment.ofArray(message), secretKey);
    return out;
  }

  byte[] publicKey(MemorySegment seed) {
    prepare(seed);
    return publicKey.toArray(ValueLayout.JAVA_BYTE);
  }

  /** Computes both keys, unless they are there: libsodium's secret key begins with its seed. */
  private void prepare(MemorySegment seed) {
    if (seed.mismatch(secretKey.asSlice(0, seed.byteSize())) >= 0) {
      signature.keyPair(publicKey, secretKey, seed);
    }
  }
}
