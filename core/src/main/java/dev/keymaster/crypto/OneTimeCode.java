package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One-time codes by counter (RFC 4226) and by time (RFC 6238, steps of 30 seconds). */
public final class OneTimeCode {
  /** Length of a time step, seconds. */
  public static final int STEP = 30;

  /** The hash within the HMAC; authenticator programs all know the first. */
  public enum Hash {
    /** What RFC 4226 has. */
    SHA1,
    /** From RFC 6238. */
    SHA256,
    /** From RFC 6238. */
    SHA512
  }

  private OneTimeCode() {}

  /**
   * Returns the code for a counter.
   *
   * @param digits 6 to 9
   * @return below 10 to the power of {@code digits}; shorter ones are shown with leading zeros
   */
  public static int of(byte[] secret, long counter, int digits, Hash hash) {
    byte[] mac = mac(secret, counter, hash);
    int offset = mac[mac.length - 1] & 0xf;
    int bits = ByteBuffer.wrap(mac).getInt(offset) & 0x7fff_ffff;
    int modulus = 1;
    for (int i = 0; i < digits; i++) {
      modulus *= 10;
    }
    return bits % modulus;
  }

  /** Returns the number of the time step that holds an instant; negative before 1970. */
  public static long step(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), STEP);
  }

  private static byte[] mac(byte[] secret, long counter, Hash hash) {
    String algorithm = "Hmac" + hash;
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret, algorithm));
      return mac.doFinal(ByteBuffer.allocate(8).putLong(counter).array());
    } catch (GeneralSecurityException e) {
      throw new BugException(algorithm + " is part of every JDK", e);
    }
  }
}
