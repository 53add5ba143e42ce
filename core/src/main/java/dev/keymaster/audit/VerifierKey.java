package dev.keymaster.audit;

import dev.keymaster.crypto.DeviceSignature;
import dev.keymaster.model.KeymasterException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What checks the signatures of one log: the log's name and the public key of the device that keeps
 * it. No secret. Its text is a verifier key of C2SP signed notes: {@code name+id+key}.
 *
 * @param name of the log, as in {@link Checkpoint#origin}
 * @param key Ed25519 public key, 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // compared by text
public record VerifierKey(String name, byte[] key) {
  private static final byte ED25519 = 1;
  private static final int ID = 4;
  private static final Pattern SHAPE =
      Pattern.compile("([!-*,-~]{1,200})\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]{44})");

  /** Takes a name of 1 to 200 printable ASCII characters, none of them a plus sign. */
  public VerifierKey {
    if (key.length != DeviceSignature.PUBLIC_KEY_LENGTH || !name.matches("[!-*,-~]{1,200}")) {
      throw refused();
    }
  }

  /** Reads the text of a key; USAGE unless it is exactly as {@link #text} writes it. */
  public static VerifierKey parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw refused();
    }
    byte[] typed = Base64Text.decode(matcher.group(3));
    if (typed == null || typed[0] != ED25519) {
      throw refused();
    }
    VerifierKey key = new VerifierKey(matcher.group(1), Arrays.copyOfRange(typed, 1, typed.length));
    if (!key.text().equals(text)) {
      throw refused();
    }
    return key;
  }

  private static KeymasterException refused() {
    return KeymasterException.usage(
        "that is not the key of a log", "keymaster audit key, where the vault is, prints it");
  }

  /** Returns the first four bytes of the hash of name and key: which key a signature is of. */
  byte[] id() {
    MessageDigest digest = MerkleFrontier.sha256();
    digest.update(name.getBytes(StandardCharsets.US_ASCII));
    digest.update((byte) '\n');
    digest.update(ED25519);
    return Arrays.copyOf(digest.digest(key), ID);
  }

  /** Returns the line that {@link #parse} reads. */
  public String text() {
    byte[] typed = ByteBuffer.allocate(1 + key.length).put(ED25519).put(key).array();
    return name + "+" + HexFormat.of().formatHex(id()) + "+" + Base64Text.encode(typed);
  }

  @Override
  public String toString() {
    return text();
  }
}
