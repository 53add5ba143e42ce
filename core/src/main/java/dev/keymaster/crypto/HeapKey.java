package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import java.util.Arrays;

/**
 * A key on the heap, used through the platform's cryptography: nothing native is loaded. The
 * platform leaves copies of it behind (security.md §5), so the process should be short.
 */
final class HeapKey implements KeyMaterial {
  private final byte[] key;
  private volatile boolean closed;

  /** Owns the array from here on. */
  HeapKey(byte[] key) {
    this.key = key;
  }

  @Override
  public byte[] hmac(byte[] data) {
    return Hmac.under(open()).doFinal(data);
  }

  @Override
  public byte[] hkdf(byte[] salt, byte[] info, int length) {
    return Hkdf.derive(open(), salt, info, length);
  }

  @Override
  public KeyMaterial derive(byte[] info) {
    return new HeapKey(hkdf(new byte[0], info, SealingKey.LENGTH));
  }

  @Override
  public byte[] sign(byte[] message) {
    return Ed25519.sign(open(), message);
  }

  @Override
  public byte[] publicKey() {
    return Ed25519.publicKey(open());
  }

  @Override
  public KeyHome home() {
    return KeyHome.heap();
  }

  @Override
  public byte[] encoded() {
    return open().clone();
  }

  private byte[] open() {
    if (closed) {
      throw new BugException("key used after close");
    }
    return key;
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(key, (byte) 0);
  }
}
