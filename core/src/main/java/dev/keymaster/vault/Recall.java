package dev.keymaster.vault;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.audit.TileWriter;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRows;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an open vault knows of its file from the look before, for as long as the file says the very
 * same: the bytes of its header and head, the roots of its state tree and its log. Holds neither a
 * value nor a key that opens one. Thread-safe.
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
  private record OpenedHead(byte[] sealed, Head head) {}

  private volatile @Nullable StoredHeader header;
  private volatile @Nullable OpenedHead head;
  private volatile @Nullable TileWriter tiles;
  private volatile CheckedRows rows = new CheckedRows(new byte[0]);

  /** Returns the header as it is stored; CORRUPT if there is none or it is malformed. */
  StoredHeader header(SealedRows.Snapshot rows) {
    byte[] stored = rows.part(Header.PART);
    StoredHeader known = header;
    if (stored == null || known == null || !Arrays.equals(known.stored(), stored)) {
      known = read(stored);
      header = known;
    }
    return known;
  }

  private static StoredHeader read(byte @Nullable [] stored) {
    if (stored == null) {
      throw KeymasterException.corrupt("the vault has no header");
    }
    int generation = Header.decode(stored).alleged().generation();
    return new StoredHeader(stored, generation, MerkleFrontier.sha256().digest(stored));
  }

  /** Returns the head for those who only read: the key of the next event's MAC is not in it. */
  Head head(Keyset keys, byte[] vault, SealedRows.Snapshot rows) {
    byte[] sealed = Head.sealed(rows);
    OpenedHead known = head;
    if (known == null || !Arrays.equals(known.sealed(), sealed)) {
      known = new OpenedHead(sealed, Head.open(keys, vault, sealed).withoutMacKey());
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
    tiles = written;
  }

  /** Returns what was checked against a state tree with that root, by whomever. */
  CheckedRows rows(byte[] root) {
    CheckedRows known = rows;
    if (!known.isUnder(root)) {
      known = new CheckedRows(root);
      rows = known;
    }
    return known;
  }
}
