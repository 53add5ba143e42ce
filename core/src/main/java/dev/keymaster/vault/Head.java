package dev.keymaster.vault;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.crypto.Padding;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.SealedRows;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The sealed summary of the whole state (docs/format.md §6): written anew with every commit.
 *
 * @param sequence one more with each commit
 * @param positions leaves of the state tree
 * @param root of the state tree
 * @param segments in use
 * @param free positions that may be used again, at most 64
 * @param log frontier of the log
 * @param header hash of the part {@code header}, 32 bytes: an older header put back is noticed
 * @param documents names of all documents, at most 64: that there is none of a name needs no search
 * @param logState null in a vault that was last written before the log had checkpoints
 * @param tree how the state tree is hashed
 * @param uses what limits have counted, as the guard keeps it; null if nobody has counted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Head(
    long sequence,
    long positions,
    byte[] root,
    int segments,
    SortedSet<Long> free,
    MerkleFrontier log,
    byte[] header,
    SortedSet<String> documents,
    @Nullable LogState logState,
    TreeShape tree,
    byte @Nullable [] uses) {
  static final String PART = "head";
  static final int USES = 0x8001;
  static final int TREE = 11;
  private static final int TILES = 1;
  static final int MAX_FREE = 64;
  static final int MAX_DOCUMENTS = 64;

  /** The head before the first commit. */
  static Head empty(byte[] header, LogState log) {
    MerkleFrontier none = new MerkleFrontier();
    return new Head(
        0,
        0,
        none.root(),
        0,
        new TreeSet<>(),
        none,
        header,
        new TreeSet<>(),
        log,
        TreeShape.TILES,
        null);
  }

  byte[] encode() {
    Fields out = new Fields().u64(1, sequence).u64(2, positions).bytes(3, root).u32(4, segments);
    free.forEach(position -> out.u64(5, position));
    out.u64(6, log.size());
    log.roots().forEach(hash -> out.bytes(7, hash));
    out.bytes(8, header);
    documents.forEach(name -> out.text(9, name));
    if (logState != null) {
      logState.encodeInto(out);
    }
    if (tree == TreeShape.TILES) {
      out.u8(TREE, TILES);
    }
    if (uses != null) {
      out.bytes(USES, uses);
    }
    return Padding.pad(out.encoded());
  }

  /** Seals this and puts it in the place of the head before. */
  void put(SealedRows.Transaction out, Keyset keys, byte[] vault, Randomness randomness) {
    byte[] context = Places.head(vault, keys.generation());
    out.putPart(PART, keys.head().seal("state", "head", context, encode(), randomness));
  }

  /** Returns the sealed head of a vault; CORRUPT if it has none. */
  static byte[] sealed(SealedRows.Snapshot rows) {
    byte[] envelope = rows.part(PART);
    if (envelope == null) {
      throw KeymasterException.corrupt("the vault has no head");
    }
    return envelope;
  }

  static Head open(Keyset keys, byte[] vault, byte[] envelope) {
    byte[] context = Places.head(vault, keys.generation());
    return decode(keys.head().open("the vault's head", "state", "head", context, envelope));
  }

  /** Returns this head without what only a commit needs, which is to be nowhere for longer. */
  Head withoutMacKey() {
    LogState state = logState == null ? null : logState.withoutMacKey();
    return new Head(
        sequence, positions, root, segments, free, log, header, documents, state, tree, uses);
  }

  static Head decode(byte[] padded) {
    FieldReader in = new FieldReader("the head", Padding.unpad(padded));
    long sequence = in.u64(1);
    long positions = in.u64(2);
    byte[] root = in.bytes(3, 32);
    int segments = in.number(4);
    SortedSet<Long> free = free(in, positions);
    MerkleFrontier log = log(in);
    byte[] header = in.bytes(8, MerkleFrontier.HASH);
    SortedSet<String> documents = documents(in);
    LogState state = LogState.decode(in, log.size());
    TreeShape tree = tree(in);
    byte[] uses = in.optional(USES);
    in.end();
    return new Head(
        sequence, positions, root, segments, free, log, header, documents, state, tree, uses);
  }

  private static TreeShape tree(FieldReader in) {
    byte[] shape = in.optional(TREE);
    if (shape == null) {
      return TreeShape.PAIRS;
    }
    if (shape.length != 1 || shape[0] != TILES) {
      throw in.damaged("the state tree has an unknown shape");
    }
    return TreeShape.TILES;
  }

  private static SortedSet<Long> free(FieldReader in, long positions) {
    SortedSet<Long> free = new TreeSet<>();
    long least = 0;
    for (byte[] bytes : in.repeated(5)) {
      long position = bytes.length == Long.BYTES ? ByteBuffer.wrap(bytes).getLong() : -1;
      if (position < least || position >= positions || free.size() == MAX_FREE) {
        throw in.damaged("the freed positions are not as they must be");
      }
      free.add(position);
      least = position + 1;
    }
    return free;
  }

  private static SortedSet<String> documents(FieldReader in) {
    SortedSet<String> names = new TreeSet<>();
    for (String name : in.texts(9)) {
      boolean ascends = names.isEmpty() || names.last().compareTo(name) < 0;
      if (!ascends || !Document.isName(name) || names.size() == MAX_DOCUMENTS) {
        throw in.damaged("the names of documents are not as they must be");
      }
      names.add(name);
    }
    return names;
  }

  private static MerkleFrontier log(FieldReader in) {
    long events = in.u64(6);
    List<byte[]> roots = in.repeated(7);
    if (Long.bitCount(events) != roots.size()
        || roots.stream().anyMatch(root -> root.length != MerkleFrontier.HASH)) {
      throw in.damaged("the log's frontier does not fit its size");
    }
    return new MerkleFrontier(events, roots);
  }
}
