package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.util.Pack;

/**
 * Sealed boxes as libsodium makes them ({@code crypto_box_seal}: X25519, BLAKE2b, XSalsa20,
 * Poly1305), which GitHub wants secrets in. Nothing is ever opened like this here.
 */
public final class SealedBox {
  private static final int NONCE = 24;
  private static final int TAG = 16;
  private static final int POLY_KEY = 32;
  private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

  /** The words of the core's result that are the key. */
  private static final int[] KEY_WORDS = {0, 5, 10, 15, 6, 7, 8, 9};

  private SealedBox() {}

  /**
   * Seals for the holder of a key.
   *
   * @param recipient 32 bytes; USAGE if they are no key
   * @param content stays the caller's
   */
  @RevealsSecret("the content goes into the box")
  public static byte[] seal(byte[] recipient, Secret content, Randomness randomness) {
    try (Agreement agreement = agreement(recipient, randomness)) {
      byte[] share = agreement.own();
      byte[] key = boxKey(agreement.shared());
      byte[] plain = content.reveal();
      try {
        return box(share, key, nonce(share, recipient), plain);
      } finally {
        Arrays.fill(key, (byte) 0);
        Arrays.fill(plain, (byte) 0);
      }
    }
  }

  private static Agreement agreement(byte[] recipient, Randomness randomness) {
    return Agreement.once(recipient, randomness)
        .orElseThrow(() ->
            KeymasterException.usage("the public key is none that anything can be sealed for", ""));
  }

  private static byte[] nonce(byte[] share, byte[] recipient) {
    Blake2bDigest digest = new Blake2bDigest(NONCE * 8);
    digest.update(share, 0, share.length);
    digest.update(recipient, 0, recipient.length);
    byte[] nonce = new byte[NONCE];
    digest.doFinal(nonce, 0);
    return nonce;
  }

  /** HSalsa20 of the shared point and zeros: the core's result less what went in. */
  private static byte[] boxKey(byte[] shared) {
    int[] in = new int[16];
    int[] words = Pack.littleEndianToInt(shared, 0, 8);
    for (int i = 0; i < 4; i++) {
      in[5 * i] = SIGMA[i];
      in[1 + i] = words[i];
      in[11 + i] = words[4 + i];
    }
    int[] out = new int[16];
    Salsa20Engine.salsaCore(20, in, out);
    byte[] key = new byte[32];
    for (int i = 0; i < KEY_WORDS.length; i++) {
      Pack.intToLittleEndian(out[KEY_WORDS[i]] - in[KEY_WORDS[i]], key, 4 * i);
    }
    Arrays.fill(in, 0);
    Arrays.fill(words, 0);
    Arrays.fill(out, 0);
    return key;
  }

  private static byte[] box(byte[] share, byte[] key, byte[] nonce, byte[] plain) {
    XSalsa20Engine stream = new XSalsa20Engine();
    stream.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
    byte[] polyKey = new byte[POLY_KEY];
    stream.processBytes(polyKey, 0, POLY_KEY, polyKey, 0);
    byte[] box = Arrays.copyOf(share, share.length + TAG + plain.length);
    int start = share.length + TAG;
    if (stream.processBytes(plain, 0, plain.length, box, start) != plain.length) {
      throw new BugException("a stream cipher kept bytes back");
    }
    Poly1305 mac = new Poly1305();
    mac.init(new KeyParameter(polyKey));
    mac.update(box, start, plain.length);
    mac.doFinal(box, share.length);
    Arrays.fill(polyKey, (byte) 0);
    return box;
  }
}
