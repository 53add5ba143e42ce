package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The platform's HMAC-SHA512, looked up once: finding the provider costs more than the hash. */
final class Hmac {
  /** Length of a result, bytes. */
  static final int LENGTH = 64;

  private static final String NAME = "HmacSHA512";
  private static final Mac PATTERN = pattern();

  private Hmac() {}

  /** Returns one that is ready for data. */
  static Mac under(byte[] key) {
    try {
      Mac mac = (Mac) PATTERN.clone();
      mac.init(new SecretKeySpec(key, NAME));
      return mac;
    } catch (GeneralSecurityException | CloneNotSupportedException e) {
      throw new BugException("HMAC-SHA512 is part of every JDK", e);
    }
  }

  private static Mac pattern() {
    try {
      Mac mac = Mac.getInstance(NAME);
      mac.init(new SecretKeySpec(new byte[LENGTH], NAME)); // settles the provider
      return mac;
    } catch (GeneralSecurityException e) {
      throw new BugException("HMAC-SHA512 is part of every JDK", e);
    }
  }
}
