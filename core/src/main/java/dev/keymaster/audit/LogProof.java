package dev.keymaster.audit;

import dev.keymaster.model.KeymasterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A proof as text, for somebody who has neither the vault nor the log: that an event is in the log,
 * or that the log began with an earlier one, and the signed checkpoint that says so. First line
 * {@code keymaster-proof/1 inclusion} or {@code … consistency}, then {@code number N}, then {@code
 * hash BASE64} (of the event, or the earlier root), the hashes of the proof one a line, an empty
 * line and the note.
 *
 * @param kind what is proven
 * @param number of the event, or the size of the earlier log
 * @param hash of the event, or the root of the earlier log
 * @param path hashes of the proof
 * @param note signed checkpoint
 */
@SuppressWarnings("ArrayRecordComponent") // compared by text
public record LogProof(Kind kind, long number, byte[] hash, List<byte[]> path, SignedNote note) {
  /** What can be proven. */
  public enum Kind {
    /** The log has this event. */
    INCLUSION,
    /** The log began with this one. */
    CONSISTENCY;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** More than any proof needs. */
  public static final int MAX_LENGTH = 32_768;

  private static final String FORMAT = "keymaster-proof/1 ";
  private static final String NUMBER = "number ";
  private static final String HASH = "hash ";
  private static final Pattern DIGITS = Pattern.compile("0|[1-9][0-9]{0,17}");

  /** Copies the path. */
  public LogProof {
    path = List.copyOf(path);
  }

  /**
   * Checks it.
   *
   * @return the checkpoint that it belongs to
   * @throws KeymasterException CORRUPT if it proves nothing
   */
  public Checkpoint verify(VerifierKey key) {
    Checkpoint checkpoint = note.checkpoint(key);
    long size = checkpoint.size();
    boolean holds =
        switch (kind) {
          case INCLUSION -> MerkleProof.includes(number, size, hash, path, checkpoint.root());
          case CONSISTENCY -> MerkleProof.consistent(number, hash, size, checkpoint.root(), path);
        };
    if (!holds) {
      throw KeymasterException.corrupt("the proof does not lead to the checkpoint's root");
    }
    return checkpoint;
  }

  /** Returns the text that {@link #parse} reads. */
  public String text() {
    StringBuilder text = new StringBuilder(FORMAT).append(kind.word()).append('\n');
    text.append(NUMBER).append(number).append('\n');
    text.append(HASH).append(Base64Text.encode(hash)).append('\n');
    path.forEach(node -> text.append(Base64Text.encode(node)).append('\n'));
    return text.append('\n').append(note.text()).toString();
  }

  /** Reads a proof; CORRUPT unless it is exactly as {@link #text} writes it. Believes nothing. */
  public static LogProof parse(String text) {
    int end = text.indexOf("\n\n");
    if (end < 0 || text.length() > MAX_LENGTH) {
      throw refused();
    }
    List<String> lines = text.substring(0, end).lines().toList();
    if (lines.size() < 3) {
      throw refused();
    }
    SignedNote note = SignedNote.parse(text.substring(end + 2));
    LogProof proof =
        new LogProof(
            kind(lines.getFirst()),
            number(lines.get(1)),
            hash(after(HASH, lines.get(2))),
            path(lines.subList(3, lines.size())),
            note);
    if (!proof.text().equals(text)) {
      throw refused();
    }
    return proof;
  }

  private static Kind kind(String line) {
    String word = after(FORMAT, line);
    for (Kind kind : Kind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw refused();
  }

  private static long number(String line) {
    String digits = after(NUMBER, line);
    if (!DIGITS.matcher(digits).matches()) {
      throw refused();
    }
    return Long.parseLong(digits);
  }

  private static List<byte[]> path(List<String> lines) {
    List<byte[]> path = new ArrayList<>();
    lines.forEach(line -> path.add(hash(line)));
    return path;
  }

  private static byte[] hash(String text) {
    byte[] hash = Base64Text.hash(text);
    if (hash == null) {
      throw refused();
    }
    return Objects.requireNonNull(hash);
  }

  private static String after(String start, String line) {
    if (!line.startsWith(start)) {
      throw refused();
    }
    return line.substring(start.length());
  }

  private static KeymasterException refused() {
    return KeymasterException.corrupt("that is not a proof of a log");
  }
}
