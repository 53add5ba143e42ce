package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM with 12-byte nonces and 16-byte tags (NIST SP 800-38D): the only class that names a
 * cipher. Every key is used once, so a nonce never repeats under a key. Files of other programs
 * have ChaCha20-Poly1305 (RFC 8439), AES-256-GCM with longer nonces, and AES-256-CBC, which
 * authenticates nothing: {@link SqlCipherFile} does that.
 */
final class Aead {
  static final int KEY_LENGTH = 32;
  static final int NONCE_LENGTH = 12;
  static final int TAG_LENGTH = 16;

  private Aead() {}

  static byte[] encrypt(byte[] key, byte[] nonce, byte[] associated, byte[] plaintext) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, nonce, associated).doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new BugException("AES-256-GCM is part of every JDK", e);
    }
  }

  /** Returns the plaintext, or null if the tag does not hold. */
  static byte @Nullable [] decrypt(byte[] key, byte[] nonce, byte[] associated, byte[] ciphertext) {
    return opened(() -> cipher(Cipher.DECRYPT_MODE, key, nonce, associated), ciphertext);
  }

  private interface Preparing {
    Cipher cipher() throws GeneralSecurityException;
  }

  private static byte @Nullable [] opened(Preparing preparing, byte[] ciphertext) {
    if (ciphertext.length < TAG_LENGTH) {
      return null;
    }
    try {
      return preparing.cipher().doFinal(ciphertext);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new BugException("both ciphers are part of every JDK", e);
    }
  }

  /** As {@link #decrypt}, with the nonce of a foreign format, whatever its length, and no data. */
  static byte @Nullable [] decryptForeign(byte[] key, byte[] nonce, byte[] ciphertext) {
    return opened(() -> aesGcm(Cipher.DECRYPT_MODE, key, nonce), ciphertext);
  }

  /** Encrypts by ChaCha20-Poly1305 without associated data. */
  static byte[] encryptChaCha(byte[] key, byte[] nonce, byte[] plaintext) {
    try {
      return chaCha(Cipher.ENCRYPT_MODE, key, nonce).doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new BugException("ChaCha20-Poly1305 is part of every JDK", e);
    }
  }

  /** Returns the plaintext of {@link #encryptChaCha}, or null if the tag does not hold. */
  static byte @Nullable [] decryptChaCha(byte[] key, byte[] nonce, byte[] ciphertext) {
    return opened(() -> chaCha(Cipher.DECRYPT_MODE, key, nonce), ciphertext);
  }

  /**
   * Encrypts or decrypts a part of {@code from} by AES-256-CBC into the same part of {@code to}.
   *
   * @param start where the part begins
   * @param end where it ends; its length is a multiple of 16
   */
  static void cbc(int mode, byte[] key, byte[] iv, byte[] from, int start, int end, byte[] to) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      cipher.doFinal(from, start, end - start, to, start);
    } catch (GeneralSecurityException e) {
      throw new BugException("AES-256-CBC is part of every JDK", e);
    }
  }

  private static Cipher chaCha(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
    return cipher;
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] associated)
      throws GeneralSecurityException {
    if (key.length != KEY_LENGTH || nonce.length != NONCE_LENGTH) {
      throw new BugException("AES-256-GCM takes a 32-byte key and a 12-byte nonce");
    }
    Cipher cipher = aesGcm(mode, key, nonce);
    cipher.updateAAD(associated);
    return cipher;
  }

  private static Cipher aesGcm(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_LENGTH * 8, nonce));
    return cipher;
  }
}
