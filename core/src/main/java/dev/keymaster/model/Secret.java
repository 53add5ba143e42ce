package dev.keymaster.model;

import com.google.errorprone.annotations.RestrictedApi;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Secret bytes that are zeroed when closed: a key's value, a passphrase, key material.
 *
 * <p>Never a {@code String}, never a record: no content in {@link #toString}, no hash of the
 * content, equality only by {@link #sameAs}. The bytes live on the heap and are meant for
 * milliseconds; keys that live long belong in secret memory (crypto room). Not thread-safe.
 */
public final class Secret implements AutoCloseable {
  private final byte[] bytes;
  private boolean closed;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}; the caller still owns and zeroes its array. */
  public static Secret copyOf(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /** Copies {@code bytes} and zeroes the given array. */
  public static Secret taking(byte[] bytes) {
    Secret secret = new Secret(bytes.clone());
    Arrays.fill(bytes, (byte) 0);
    return secret;
  }

  /** Returns the length in bytes. */
  public int length() {
    return bytes.length;
  }

  /**
   * Returns a copy of the bytes, which the caller zeroes.
   *
   * @throws BugException if this secret was closed
   */
  @RestrictedApi(
      explanation = "plaintext leaves its container here: say why with @RevealsSecret",
      allowlistAnnotations = RevealsSecret.class,
      allowedOnPath = ".*/src/test/.*")
  public byte[] reveal() {
    return open().clone();
  }

  /** Returns an independent copy with its own lifetime. */
  public Secret copy() {
    return new Secret(open().clone());
  }

  /** Compares in time that depends on the lengths only. */
  public boolean sameAs(Secret other) {
    return MessageDigest.isEqual(open(), other.open());
  }

  private byte[] open() {
    if (closed) {
      throw new BugException("secret used after close");
    }
    return bytes;
  }

  /** Zeroes the bytes; closing twice is harmless. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}
