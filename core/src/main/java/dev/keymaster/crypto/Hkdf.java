package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * HKDF-SHA512 (RFC 5869), always extract and then expand. Made of the platform's HMAC: its own HKDF
 * takes twice the time for the few bytes that an envelope needs.
 */
final class Hkdf {
  private static final int HASH = Hmac.LENGTH;
  private static final int MOST = 255 * HASH;

  private Hkdf() {}

  /** Derives {@code length} bytes; an empty salt stands for 64 zero bytes, as the RFC says. */
  static byte[] derive(byte[] material, byte[] salt, byte[] info, int length) {
    if (length < 1 || length > MOST) {
      throw new BugException("HKDF-SHA512 gives 1 to " + MOST + " bytes, not " + length);
    }
    byte[] extracted = Hmac.under(salt.length == 0 ? new byte[HASH] : salt).doFinal(material);
    Mac mac = Hmac.under(extracted);
    Arrays.fill(extracted, (byte) 0);
    return expand(mac, info, length);
  }

  private static byte[] expand(Mac mac, byte[] info, int length) {
    byte[] out = new byte[length];
    byte[] block = new byte[0];
    for (int at = 0, number = 1; at < length; at += HASH, number++) {
      mac.update(block);
      mac.update(info);
      mac.update((byte) number);
      Arrays.fill(block, (byte) 0);
      block = mac.doFinal();
      System.arraycopy(block, 0, out, at, Math.min(HASH, length - at));
    }
    Arrays.fill(block, (byte) 0);
    return out;
  }
}
