package dev.keymaster.vault;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.crypto.Padding;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.ServiceName;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sealed list of keys, so that listing a large vault opens some rows and not every one
 * (docs/format.md §7.3). Entries stay encoded until somebody lists them: a change concerns one of
 * them. Not thread-safe.
 */
final class IndexSegment {
  /** The most entries that a reader takes. */
  static final int CAPACITY = 200;

  /**
   * Bytes after which a writer begins another one: each change seals all of it anew, and with the
   * next entry it would soon be padded from 4 KiB to 8.
   */
  static final int ROOM = 3_840;

  private final Map<ByteBuffer, byte[]> entries = new LinkedHashMap<>();

  static IndexSegment decode(byte[] padded) {
    FieldReader in = new FieldReader("the index", Padding.unpad(padded));
    IndexSegment segment = new IndexSegment();
    for (byte[] bytes : in.repeated(1)) {
      byte[] id = new FieldReader("an index entry", bytes).bytes(1, 16);
      if (segment.entries.size() >= CAPACITY
          || segment.entries.put(ByteBuffer.wrap(id), bytes) != null) {
        throw in.damaged("more keys than can be, or one twice");
      }
    }
    in.end();
    return segment;
  }

  private int encodedLength() {
    return entries.values().stream().mapToInt(entry -> Fields.HEADER + entry.length).sum();
  }

  byte[] encode() {
    Fields out = new Fields();
    entries.values().forEach(entry -> out.bytes(1, entry));
    return Padding.pad(out.encoded());
  }

  byte[] seal(Keyset keys, byte[] vault, int number, Randomness randomness) {
    byte[] context = Places.segment(vault, number, keys.generation());
    return keys.index().seal("index", "segment", context, encode(), randomness);
  }

  /** Returns whether the next new key belongs in another one. */
  boolean full() {
    return entries.size() >= CAPACITY || encodedLength() >= ROOM;
  }

  void put(KeyEntry entry) {
    Fields encoded = entry(entry.id(), summarise(entry.record()));
    entries.put(ByteBuffer.wrap(entry.id()), encoded.encoded());
  }

  void remove(KeyEntry entry) {
    entries.remove(ByteBuffer.wrap(entry.id()));
  }

  /** Reads all entries. */
  List<KeySummary> keys() {
    return entries.values().stream().map(IndexSegment::summary).toList();
  }

  static KeySummary summarise(KeyRecord record) {
    KeyDetails details = record.details();
    return new KeySummary(
        record.environment(),
        record.name(),
        details.service(),
        details.status(),
        record.current().map(KeyVersion::hint).orElse("…"),
        record.current().map(KeyVersion::number).orElse(0),
        record.updated(),
        details.expires(),
        details.variable(),
        details.tags());
  }

  private static Fields entry(byte[] id, KeySummary key) {
    Fields out =
        new Fields()
            .bytes(1, id)
            .text(2, key.environment().value())
            .text(3, key.name().value())
            .text(4, key.service().value())
            .u8(5, key.status().tag())
            .text(6, key.hint())
            .u32(7, key.version())
            .time(8, key.updated());
    if (key.expires() != null) {
      out.time(9, key.expires());
    }
    KeyEntry.optional(out, 10, key.variable());
    key.tags().forEach(tag -> out.text(11, tag));
    return out;
  }

  private static KeySummary summary(byte[] encoded) {
    FieldReader in = new FieldReader("an index entry", encoded);
    in.bytes(1, 16);
    KeySummary key =
        new KeySummary(
            new EnvironmentName(in.text(2)),
            new KeyName(in.text(3)),
            new ServiceName(in.text(4)),
            in.tagged(5, KeyStatus.values()),
            in.text(6),
            in.number(7),
            in.time(8),
            in.optionalTime(9),
            in.optionalText(10),
            KeyEntry.tags(in, 11));
    in.end();
    return key;
  }
}
