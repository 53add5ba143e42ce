package dev.keymaster.audit;

import dev.keymaster.crypto.DeviceSignature;
import dev.keymaster.model.KeymasterException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with signatures under it (C2SP signed-note), not yet believed: lines, an empty line, then
 * {@code — name base64(key id ‖ signature)} per signer. Signatures of others, such as witnesses,
 * may stand beside ours and are not looked at.
 */
public final class SignedNote {
  /** More than a checkpoint with a hundred signatures needs. */
  public static final int MAX_LENGTH = 16_384;

  private static final String DASH = "— ";
  private static final int MAX_SIGNATURES = 100;
  private static final int KEY_ID = 4;

  private final String text;
  private final String body;
  private final List<String> signatures;

  private SignedNote(String text, String body, List<String> signatures) {
    this.text = text;
    this.body = body;
    this.signatures = signatures;
  }

  /** Signs a checkpoint in the name of its origin. */
  public static SignedNote sign(Checkpoint checkpoint, byte[] publicKey, DeviceSignature signer) {
    VerifierKey key = new VerifierKey(checkpoint.origin(), publicKey);
    byte[] signature = signer.signNote(bytes(checkpoint.body()));
    byte[] content =
        ByteBuffer.allocate(KEY_ID + signature.length).put(key.id()).put(signature).array();
    String line = DASH + key.name() + " " + Base64Text.encode(content);
    return new SignedNote(checkpoint.body() + "\n" + line + "\n", checkpoint.body(), List.of(line));
  }

  /** Splits a note; CORRUPT if it is not one. Believes nothing. */
  public static SignedNote parse(String text) {
    int end = text.lastIndexOf("\n\n");
    if (end < 1 || text.length() > MAX_LENGTH || !text.endsWith("\n") || text.endsWith("\n\n")) {
      throw refused();
    }
    String body = text.substring(0, end + 1);
    List<String> lines = text.substring(end + 2, text.length() - 1).lines().toList();
    boolean sound =
        lines.size() <= MAX_SIGNATURES
            && text.chars().noneMatch(c -> (c < ' ' && c != '\n') || c == 0x7f)
            && lines.stream().allMatch(SignedNote::isSignature);
    if (!sound) {
      throw refused();
    }
    return new SignedNote(text, body, lines);
  }

  private static boolean isSignature(String line) {
    List<String> words = List.of(line.split(" ", -1));
    byte[] content = words.size() == 3 ? Base64Text.decode(words.get(2)) : null;
    return content != null
        && words.getFirst().equals(DASH.strip())
        && !words.get(1).isEmpty()
        && content.length > KEY_ID;
  }

  /**
   * Returns what was signed.
   *
   * @throws KeymasterException CORRUPT if that key did not sign it, or it is of another log
   */
  public Checkpoint checkpoint(VerifierKey key) {
    boolean signed = signatures.stream().anyMatch(line -> signedBy(key, line));
    if (!signed) {
      throw KeymasterException.corrupt("the log's checkpoint is not signed by the key of this log");
    }
    Checkpoint checkpoint = Checkpoint.parse(body);
    if (!checkpoint.origin().equals(key.name())) {
      throw KeymasterException.corrupt("the checkpoint is of another log");
    }
    return checkpoint;
  }

  private boolean signedBy(VerifierKey key, String line) {
    String[] words = line.split(" ", -1);
    byte @Nullable [] content = Base64Text.decode(words[2]);
    return content != null
        && words[1].equals(key.name())
        && Arrays.equals(Arrays.copyOf(content, KEY_ID), key.id())
        && DeviceSignature.verifyNote(
            key.key(), bytes(body), Arrays.copyOfRange(content, KEY_ID, content.length));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static KeymasterException refused() {
    return KeymasterException.corrupt("the log's checkpoint is not a signed note");
  }

  /** Returns the whole note. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }
}
