package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Files that age opens and writes (C2SP age.md, version 1), whole in memory: for exports, which are
 * meant for other programs. What is our own is sealed by {@link SealedFileWriter}.
 */
public final class AgeFile {
  /** Largest content, in bytes. */
  public static final int MAX_CONTENT = 64 << 20;

  /** The type of a stanza that a passphrase opens. */
  static final String SCRYPT = "scrypt";

  private static final int FILE_KEY = 16;
  private static final int NONCE = 16;
  private static final int CHUNK = 1 << 16;
  private static final int SEALED = CHUNK + Aead.TAG_LENGTH;
  private static final byte[] MAGIC = AgeHeader.VERSION.getBytes(US_ASCII);
  private static final String ARMOUR = "-----BEGIN AGE ENCRYPTED FILE-----";
  private static final String ARMOUR_END = "-----END AGE ENCRYPTED FILE-----";

  private AgeFile() {}

  /** Tells whether bytes begin as such a file does, in armour or not. */
  public static boolean is(byte[] bytes) {
    return startsWith(bytes, MAGIC) || isArmoured(bytes);
  }

  private static boolean isArmoured(byte[] bytes) {
    return startsWith(bytes, ARMOUR.getBytes(US_ASCII));
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  /** Tells whether a passphrase opens the file, and no key. */
  public static boolean wantsPassphrase(byte[] file) {
    List<AgeStanza> stanzas = AgeHeader.parse(unarmoured(file)).stanzas();
    return stanzas.size() == 1 && stanzas.getFirst().type().equals(SCRYPT);
  }

  /**
   * Seals a content for recipients; {@code content} stays the caller's.
   *
   * @param recipients at least one; a passphrase stands alone
   */
  @RevealsSecret("the content goes into the sealed file")
  public static byte[] seal(List<AgeRecipient> recipients, Secret content, Randomness randomness) {
    if (recipients.isEmpty()
        || (recipients.size() > 1 && recipients.stream().anyMatch(AgeRecipient::alone))) {
      throw new BugException("an age file has one passphrase, or keys");
    }
    byte[] fileKey = randomness.bytes(FILE_KEY);
    byte[] plain = content.reveal();
    try {
      byte[] head =
          AgeHeader.encode(
              recipients.stream().map(each -> each.wrap(fileKey, randomness)).toList(), fileKey);
      byte[] nonce = randomness.bytes(NONCE);
      byte[] key = payloadKey(fileKey, nonce);
      int chunks = Math.max(1, (plain.length + CHUNK - 1) / CHUNK);
      byte[] file =
          Arrays.copyOf(head, head.length + NONCE + plain.length + chunks * Aead.TAG_LENGTH);
      System.arraycopy(nonce, 0, file, head.length, NONCE);
      sealChunks(key, plain, chunks, file, head.length + NONCE);
      Arrays.fill(key, (byte) 0);
      return file;
    } finally {
      Arrays.fill(fileKey, (byte) 0);
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static void sealChunks(byte[] key, byte[] plain, int chunks, byte[] file, int start) {
    int at = start;
    for (int i = 0; i < chunks; i++) {
      byte[] part = Arrays.copyOfRange(plain, i * CHUNK, Math.min(plain.length, (i + 1) * CHUNK));
      byte[] sealed = Aead.encryptChaCha(key, nonce(i, i == chunks - 1), part);
      Arrays.fill(part, (byte) 0);
      System.arraycopy(sealed, 0, file, at, sealed.length);
      at += sealed.length;
    }
  }

  /**
   * Returns the content, which the caller closes. LOCKED if the identity does not open it, DAMAGED
   * if it was cut or changed, USAGE if it is no such file, DENIED if it asks for too much work.
   */
  public static Secret open(byte[] file, AgeIdentity identity) {
    byte[] bytes = unarmoured(file);
    AgeHeader header = AgeHeader.parse(bytes);
    requireOneKind(header);
    byte[] fileKey =
        identity
            .unwrap(header.stanzas())
            .orElseThrow(() ->
                new KeymasterException(
                    Code.LOCKED,
                    "this age file does not open with that",
                    "is it the right passphrase or key?"));
    try {
      if (!header.holds(fileKey, bytes)) {
        throw AgeHeader.damaged("its head was changed");
      }
      return openChunks(bytes, header.length(), fileKey);
    } finally {
      Arrays.fill(fileKey, (byte) 0);
    }
  }

  /** Whoever wrote a file with a passphrase meant nobody else to have written it. */
  private static void requireOneKind(AgeHeader header) {
    boolean phrase = header.stanzas().stream().anyMatch(each -> each.type().equals(SCRYPT));
    if (phrase && header.stanzas().size() > 1) {
      throw AgeHeader.damaged("a passphrase and something else open it");
    }
  }

  private static Secret openChunks(byte[] file, int start, byte[] fileKey) {
    int length = file.length - start - NONCE;
    if (length < Aead.TAG_LENGTH) {
      throw AgeHeader.damaged("it is cut off");
    }
    byte[] key = payloadKey(fileKey, Arrays.copyOfRange(file, start, start + NONCE));
    int chunks = (length + SEALED - 1) / SEALED;
    byte[] plain = new byte[Math.max(0, length - chunks * Aead.TAG_LENGTH)];
    try {
      int written = 0;
      for (int i = 0; i < chunks; i++) {
        int from = start + NONCE + i * SEALED;
        byte[] sealed = Arrays.copyOfRange(file, from, Math.min(file.length, from + SEALED));
        byte[] part = Aead.decryptChaCha(key, nonce(i, i == chunks - 1), sealed);
        if (part == null || (part.length == 0 && i > 0)) {
          throw AgeHeader.damaged("it was cut or changed");
        }
        System.arraycopy(part, 0, plain, written, part.length);
        written += part.length;
        Arrays.fill(part, (byte) 0);
      }
      return Secret.copyOf(plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] payloadKey(byte[] fileKey, byte[] nonce) {
    return Hkdf256.derive(fileKey, nonce, "payload".getBytes(US_ASCII));
  }

  /** The number of a chunk and whether it is the last; never twice under a key. */
  private static byte[] nonce(int number, boolean last) {
    byte[] nonce = new byte[12];
    for (int i = 0; i < 4; i++) {
      nonce[7 + i] = (byte) (number >>> (24 - 8 * i));
    }
    nonce[11] = (byte) (last ? 1 : 0);
    return nonce;
  }

  private static byte[] unarmoured(byte[] file) {
    if (!isArmoured(file)) {
      return file;
    }
    String text = new String(file, US_ASCII).strip();
    if (!text.endsWith(ARMOUR_END)) {
      throw AgeHeader.damaged("its armour does not end");
    }
    String body = text.substring(ARMOUR.length(), text.length() - ARMOUR_END.length());
    try {
      return Base64.getDecoder().decode(body.replace("\r", "").replace("\n", ""));
    } catch (IllegalArgumentException e) {
      throw AgeHeader.damaged("its armour is not base64");
    }
  }
}
