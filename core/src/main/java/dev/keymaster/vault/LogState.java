package dev.keymaster.vault;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.Randomness;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the head says about the log beside its frontier (docs/format.md §9.4).
 *
 * @param first event with a MAC
 * @param mac key of the next event, 32 bytes; those of the events before are gone
 * @param publicKey of this device, 32 bytes: working it out costs more than a signature
 * @param pruned events below this number were erased
 * @param signed number of events of the newest checkpoint
 * @param root of that checkpoint
 * @param time when it was signed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LogState(
    long first, byte[] mac, byte[] publicKey, long pruned, long signed, byte[] root, Instant time) {
  private static final int TAG = 10;

  /** The state of a log whose events from {@code first} on will have MACs. */
  static LogState fresh(long first, Keyset keys, Randomness randomness) {
    return new LogState(
        first,
        randomness.bytes(SealingKey.LENGTH),
        keys.publicKey(),
        0,
        0,
        new MerkleFrontier().root(),
        Instant.EPOCH);
  }

  /** Returns this state for those who only read: with no bytes in the place of the key. */
  LogState withoutMacKey() {
    return new LogState(first, new byte[0], publicKey, pruned, signed, root, time);
  }

  void encodeInto(Fields out) {
    out.nested(
        TAG,
        new Fields()
            .u64(1, first)
            .bytes(2, mac)
            .bytes(3, publicKey)
            .u64(4, pruned)
            .u64(5, signed)
            .bytes(6, root)
            .time(7, time));
  }

  /** Reads it, or null in a vault that was last written before there were checkpoints. */
  static @Nullable LogState decode(FieldReader head, long events) {
    byte[] bytes = head.optional(TAG);
    if (bytes == null) {
      return null;
    }
    FieldReader in = new FieldReader("the state of the log", bytes);
    LogState state =
        new LogState(
            in.u64(1),
            in.bytes(2, SealingKey.LENGTH),
            in.bytes(3, 32),
            in.u64(4),
            in.u64(5),
            in.bytes(6, MerkleFrontier.HASH),
            in.time(7));
    in.end();
    boolean ordered = 0 <= state.pruned && state.pruned <= state.signed && state.signed <= events;
    if (!ordered || state.first < 0 || state.first > events) {
      throw in.damaged("its numbers do not fit the number of events");
    }
    return state;
  }
}
