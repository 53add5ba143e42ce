package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A key in {@link SecretMemory}: everything is computed from where it lies, with all intermediate
 * states in secret memory too, so no copy ever reaches the heap (decisions: long-lived keys).
 */
final class HeldKey implements KeyMaterial {
  private final SecretMemory memory;
  private final MemorySegment key;
  private volatile boolean closed;

  /** Owns the segment from here on. */
  HeldKey(SecretMemory memory, MemorySegment key) {
    this.memory = memory;
    this.key = key;
  }

  @Override
  public byte[] hmac(byte[] data) {
    return memory.hmac(open(), data);
  }

  @Override
  public byte[] hkdf(byte[] salt, byte[] info, int length) {
    byte[] out = new byte[length];
    memory.hkdf(open(), salt, info, MemorySegment.ofArray(out));
    return out;
  }

  @Override
  public HeldKey derive(byte[] info) {
    return memory.derive(open(), new byte[0], info);
  }

  @Override
  public byte[] sign(byte[] message) {
    return memory.sign(open(), message);
  }

  @Override
  public byte[] publicKey() {
    return memory.publicKey(open());
  }

  @Override
  public SecretMemory home() {
    return memory;
  }

  @Override
  public byte[] encoded() {
    return open().toArray(ValueLayout.JAVA_BYTE);
  }

  /** Returns where the key lies. */
  MemorySegment slot() {
    return open();
  }

  private MemorySegment open() {
    if (closed) {
      throw new BugException("key used after close");
    }
    return key;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      memory.free(key);
    }
  }
}
