package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** HKDF-SHA512 (RFC 5869), always extract and then expand. */
final class Hkdf {
  private Hkdf() {}

  /** Derives {@code length} bytes; an empty salt stands for 64 zero bytes, as the RFC says. */
  static byte[] derive(byte[] material, byte[] salt, byte[] info, int length) {
    HKDFParameterSpec.Builder extract =
        HKDFParameterSpec.ofExtract().addIKM(new SecretKeySpec(material, "HKDF"));
    if (salt.length > 0) {
      extract.addSalt(salt);
    }
    try {
      return KDF.getInstance("HKDF-SHA512").deriveData(extract.thenExpand(info, length));
    } catch (GeneralSecurityException e) {
      throw new BugException("HKDF-SHA512 is part of JDK 25", e);
    }
  }
}
