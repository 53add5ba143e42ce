package dev.keymaster.crypto;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** HKDF-SHA256 (RFC 5869), which files of other programs want. */
final class Hkdf256 {
  private Hkdf256() {}

  /** Derives 32 bytes; an empty salt stands for 32 zero bytes, as the RFC says. */
  static byte[] derive(byte[] material, byte[] salt, byte[] info) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(SHA256Digest.newInstance());
    generator.init(new HKDFParameters(material, salt, info));
    byte[] derived = new byte[32];
    generator.generateBytes(derived, 0, derived.length);
    return derived;
  }
}
