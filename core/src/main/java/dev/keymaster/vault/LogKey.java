package dev.keymaster.vault;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.crypto.SealingKey;

/**
 * The key of one event's MAC, from which those of all later events follow (docs/format.md §9.1).
 *
 * @param number of the event
 * @param key 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LogKey(long number, byte[] key) {
  byte[] encode() {
    return new Fields().u64(1, number).bytes(2, key).encoded();
  }

  static LogKey decode(byte[] encoded) {
    FieldReader in = new FieldReader("the log's key in a slot", encoded);
    LogKey key = new LogKey(in.u64(1), in.bytes(2, SealingKey.LENGTH));
    in.end();
    return key;
  }
}
