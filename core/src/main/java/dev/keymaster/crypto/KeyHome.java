package dev.keymaster.crypto;

/**
 * Where the keys of an open vault lie: on the heap of a command that lives for milliseconds, or in
 * the {@link SecretMemory} of a process that stays. Keys that are derived lie where the first one
 * does. Thread-safe.
 */
public abstract sealed class KeyHome permits KeyHome.Heap, SecretMemory {
  KeyHome() {}

  /** Returns the heap: nothing native is loaded, copies stay behind. */
  public static KeyHome heap() {
    return new Heap();
  }

  /** Copies a key here; the caller zeroes its own. */
  abstract KeyMaterial hold(byte[] key);

  /** Returns HKDF-SHA512 of {@code material}, which the caller zeroes, as a key that lies here. */
  abstract KeyMaterial extract(byte[] material, byte[] salt, byte[] info);

  /** The one of every process. */
  static final class Heap extends KeyHome {
    @Override
    KeyMaterial hold(byte[] key) {
      return new HeapKey(key.clone());
    }

    @Override
    KeyMaterial extract(byte[] material, byte[] salt, byte[] info) {
      return new HeapKey(Hkdf.derive(material, salt, info, SealingKey.LENGTH));
    }
  }
}
