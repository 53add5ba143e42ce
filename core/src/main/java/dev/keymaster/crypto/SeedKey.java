package dev.keymaster.crypto;

import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A private key of Ed25519 as what it is, 32 bytes that belong to the caller. The JDK's key factory
 * makes the same with another copy of the seed, and costs a process that signs once some 20 ms: it
 * tells kinds of keys apart by a switch that spins classes at run time, which no cache holds.
 */
final class SeedKey implements EdECPrivateKey {
  private static final long serialVersionUID = 1;

  private final transient byte[] seed;

  SeedKey(byte[] seed) {
    this.seed = seed;
  }

  @Override
  public Optional<byte[]> getBytes() {
    return Optional.of(seed);
  }

  @Override
  public NamedParameterSpec getParams() {
    return NamedParameterSpec.ED25519;
  }

  @Override
  public String getAlgorithm() {
    return "Ed25519";
  }

  /** It leaves this process in no form. */
  @Override
  public @Nullable String getFormat() {
    return null;
  }

  @Override
  public byte @Nullable [] getEncoded() {
    return null;
  }
}
