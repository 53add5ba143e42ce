package dev.keymaster.vault;

import dev.keymaster.model.SealedRow;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were found in the state tree with one root, and the keys that were opened from them: a
 * release changes the log alone, so the next one finds the same root and need not read, hash and
 * open them again. The ones that were asked for last are kept, up to {@link #MOST} bytes of what is
 * stored of them. Thread-safe.
 */
final class CheckedRows {
  /** Rows of some hundred keys. */
  private static final int MOST = 1 << 20;

  /** A row that is larger would take the place of too many others. */
  private static final int LARGEST = 1 << 14;

  /** What one commit asks for again that has changed something. */
  private static final int OF_ONE = 1 << 16;

  private record Kept(SealedRow row, @Nullable KeyEntry key) {}

  private final byte[] root;
  private final int most;
  private final Map<ByteBuffer, Kept> recent = new LinkedHashMap<>(16, 0.75f, true);
  private int bytes;

  CheckedRows(byte[] root) {
    this(root, MOST);
  }

  private CheckedRows(byte[] root, int most) {
    this.root = root;
    this.most = most;
  }

  boolean hasRoot(byte[] other) {
    return Arrays.equals(root, other);
  }

  /** Returns an empty one for somebody who reads everything anew: nobody else sees it. */
  CheckedRows emptied() {
    return new CheckedRows(root, OF_ONE);
  }

  synchronized @Nullable SealedRow row(byte[] place) {
    Kept kept = recent.get(ByteBuffer.wrap(place));
    return kept == null ? null : kept.row();
  }

  synchronized @Nullable KeyEntry key(byte[] place) {
    Kept kept = recent.get(ByteBuffer.wrap(place));
    return kept == null ? null : kept.key();
  }

  /** Keeps a row that was found good, and what was opened from it if it is a key's. */
  synchronized void keep(byte[] place, SealedRow row, @Nullable KeyEntry key) {
    int size = row.sealed().length;
    if (size <= LARGEST) {
      Kept before = recent.put(ByteBuffer.wrap(place), new Kept(row, key));
      bytes += size - (before == null ? 0 : before.row().sealed().length);
      Iterator<Kept> eldest = recent.values().iterator();
      while (bytes > most) {
        bytes -= eldest.next().row().sealed().length;
        eldest.remove();
      }
    }
  }
}
