package dev.keymaster.vault;

import dev.keymaster.model.SealedRow;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were found in the state tree with one root, and the keys that were opened from them: a
 * release changes the log alone, so the next one finds the same root and need not read, hash and
 * open them again. Thread-safe.
 */
final class CheckedRows {
  /** Rows or keys; of all that a request asks for again soon, at about 1 KiB each. */
  private static final int MOST = 2048;

  private final byte[] root;
  private final Map<ByteBuffer, SealedRow> rows = recent();
  private final Map<ByteBuffer, KeyEntry> keys = recent();

  CheckedRows(byte[] root) {
    this.root = root;
  }

  private static <T> Map<ByteBuffer, T> recent() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<ByteBuffer, T> eldest) {
        return size() > MOST;
      }
    };
  }

  boolean isUnder(byte[] other) {
    return Arrays.equals(root, other);
  }

  /** Returns an empty one for somebody who is about to change rows: nobody else sees it. */
  CheckedRows forgotten() {
    return new CheckedRows(root);
  }

  synchronized @Nullable SealedRow row(byte[] place) {
    return rows.get(ByteBuffer.wrap(place));
  }

  synchronized void keep(byte[] place, SealedRow row) {
    rows.put(ByteBuffer.wrap(place), row);
  }

  synchronized @Nullable KeyEntry key(byte[] place) {
    return keys.get(ByteBuffer.wrap(place));
  }

  synchronized void keep(byte[] place, KeyEntry key) {
    keys.put(ByteBuffer.wrap(place), key);
  }
}
