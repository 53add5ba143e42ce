package dev.keymaster.vault;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.audit.TileWriter;
import dev.keymaster.model.BugException;
import dev.keymaster.model.SealedRows;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an open vault knows from the look before: of its header and head for as long as their bytes
 * are the same, of its rows and the hashes of its log for as long as their roots are (ADR 0052).
 * Holds neither a value nor a key that opens one. Thread-safe.
 */
final class Recall {
  /**
   * The part {@code header}.
   *
   * @param generation of the root key, as it alleges
   * @param hash of the stored bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record StoredHeader(byte[] stored, int generation, byte[] hash) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record OpenedHead(Keyset keys, byte[] sealed, Head head) {}

  private volatile @Nullable StoredHeader header;
  private volatile @Nullable OpenedHead head;
  private volatile @Nullable TileWriter tiles;
  private volatile CheckedRows checked = new CheckedRows(new byte[0]);

  /** Returns the header as it is stored; CORRUPT if there is none or it is malformed. */
  StoredHeader header(SealedRows.Snapshot rows) {
    byte[] stored = Header.stored(rows);
    StoredHeader known = header;
    if (known == null || !Arrays.equals(known.stored(), stored)) {
      known = read(stored);
      header = known;
    }
    return known;
  }

  private static StoredHeader read(byte[] stored) {
    int generation = Header.decode(stored).alleged().generation();
    return new StoredHeader(stored, generation, MerkleFrontier.sha256().digest(stored));
  }

  /** Returns the head for those who only read: the key of the next event's MAC is not in it. */
  Head head(Keyset keys, byte[] vault, SealedRows.Snapshot rows) {
    byte[] sealed = Head.sealed(rows);
    OpenedHead known = head;
    boolean same = known != null && known.keys() == keys && Arrays.equals(known.sealed(), sealed);
    if (known == null || !same) {
      known = new OpenedHead(keys, sealed, Head.open(keys, vault, sealed).withoutMacKey());
      head = known;
    }
    return known.head();
  }

  /** Returns what goes on with the hashes of the log from the newest checkpoint on. */
  TileWriter tiles(SealedRows.Transaction out, LogState state) {
    TileWriter known = tiles;
    if (known != null
        && known.size() == state.signed()
        && Arrays.equals(known.root(), state.root())) {
      return known.continued(out::putTile);
    }
    return new TileWriter(out::tile, state.signed(), state.root(), out::putTile);
  }

  /** Remembers the hashes of a checkpoint that is durable. */
  void keep(TileWriter written) {
    tiles = written.continued(Recall::nowhere);
  }

  private static void nowhere(int level, long index, byte[] hashes) {
    throw new BugException("what is remembered writes nothing");
  }

  /** Returns what was checked against a state tree with that root, by whomever. */
  CheckedRows checked(byte[] root) {
    CheckedRows known = checked;
    if (!known.hasRoot(root)) {
      known = new CheckedRows(root);
      checked = known;
    }
    return known;
  }
}
