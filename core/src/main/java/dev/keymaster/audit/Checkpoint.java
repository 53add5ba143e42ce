package dev.keymaster.audit;

import dev.keymaster.model.KeymasterException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a log is at one moment (C2SP tlog-checkpoint): so many events, with this root. Believed only
 * as what {@link SignedNote#checkpoint} returns.
 *
 * @param origin name of the log: {@code keymaster/<vault id>/<device id>}
 * @param size number of events
 * @param root of the Merkle tree over them, 32 bytes
 * @param pruned events below this number may have been erased; their hashes stay
 */
@SuppressWarnings("ArrayRecordComponent") // compared by text
public record Checkpoint(String origin, long size, byte[] root, long pruned) {
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final String PRUNED = "pruned ";

  /** Names the log of a vault as a device keeps it; both ids have 16 bytes. */
  public static String origin(byte[] vault, byte[] device) {
    HexFormat hex = HexFormat.of();
    return "keymaster/" + hex.formatHex(vault) + "/" + hex.formatHex(device);
  }

  /** Returns the text that is signed: lines, each ended by a line feed. */
  public String body() {
    String text = origin + "\n" + size + "\n" + Base64Text.encode(root) + "\n";
    return pruned == 0 ? text : text + PRUNED + pruned + "\n";
  }

  /** Tells whether it says just this. */
  public boolean says(long otherSize, byte[] otherRoot, long otherPruned) {
    return size == otherSize && pruned == otherPruned && Arrays.equals(root, otherRoot);
  }

  /** Reads what was signed; CORRUPT unless it is exactly as {@link #body} writes it. */
  static Checkpoint parse(String body) {
    List<String> lines = List.of(body.split("\n", -1));
    if (lines.size() < 4 || lines.size() > 5 || !lines.getLast().isEmpty()) {
      throw refused();
    }
    byte[] root = Base64Text.hash(lines.get(2));
    long size = number(lines.get(1));
    long pruned = lines.size() == 5 ? pruned(lines.get(3)) : 0;
    if (root == null || pruned > size || lines.getFirst().isEmpty()) {
      throw refused();
    }
    Checkpoint checkpoint = new Checkpoint(lines.getFirst(), size, root, pruned);
    if (!checkpoint.body().equals(body)) {
      throw refused();
    }
    return checkpoint;
  }

  private static long pruned(String line) {
    if (!line.startsWith(PRUNED)) {
      throw refused();
    }
    return number(line.substring(PRUNED.length()));
  }

  private static long number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw refused();
    }
    return Long.parseLong(text);
  }

  private static KeymasterException refused() {
    return KeymasterException.corrupt("the log's checkpoint is malformed");
  }

  /** Returns the root as base64, as it stands in the text. */
  public String rootText() {
    return Base64Text.encode(root);
  }
}
