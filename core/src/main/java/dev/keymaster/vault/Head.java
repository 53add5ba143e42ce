package dev.keymaster.vault;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.crypto.Padding;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The sealed summary of the whole state (docs/format.md §6): written anew with every commit.
 *
 * @param sequence one more with each commit
 * @param positions leaves of the state tree
 * @param root of the state tree
 * @param segments in use
 * @param free positions that may be used again, at most 64
 * @param log frontier of the log
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Head(
    long sequence,
    long positions,
    byte[] root,
    int segments,
    SortedSet<Long> free,
    MerkleFrontier log) {
  static final String PART = "head";
  static final int MAX_FREE = 64;

  static Head empty() {
    return new Head(0, 0, new MerkleFrontier().root(), 0, new TreeSet<>(), new MerkleFrontier());
  }

  byte[] encode() {
    Fields out = new Fields().u64(1, sequence).u64(2, positions).bytes(3, root).u32(4, segments);
    free.forEach(position -> out.u64(5, position));
    out.u64(6, log.size());
    log.roots().forEach(hash -> out.bytes(7, hash));
    return Padding.pad(out.encoded());
  }

  static Head decode(byte[] padded) {
    FieldReader in = new FieldReader("the head", Padding.unpad(padded));
    long sequence = in.u64(1);
    long positions = in.u64(2);
    byte[] root = in.bytes(3, 32);
    int segments = in.number(4);
    SortedSet<Long> free = new TreeSet<>();
    in.repeated(5).forEach(bytes -> free.add(ByteBuffer.wrap(bytes).getLong()));
    long events = in.u64(6);
    List<byte[]> roots = in.repeated(7);
    in.end();
    if (Long.bitCount(events) != roots.size()) {
      throw in.damaged("the log's frontier does not fit its size");
    }
    return new Head(sequence, positions, root, segments, free, new MerkleFrontier(events, roots));
  }
}
