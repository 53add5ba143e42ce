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
import dev.keymaster.model.ServiceName;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A sealed list of up to 200 keys, so that listing a large vault opens hundreds of rows and not
 * every one (docs/format.md §7.3). Keyed by record id. Not thread-safe.
 */
final class IndexSegment {
  static final int CAPACITY = 200;

  private final Map<String, KeySummary> entries = new LinkedHashMap<>();

  static IndexSegment decode(byte[] padded) {
    FieldReader in = new FieldReader("the index", Padding.unpad(padded));
    IndexSegment segment = new IndexSegment();
    for (byte[] bytes : in.repeated(1)) {
      FieldReader entry = new FieldReader("an index entry", bytes);
      String id = HexFormat.of().formatHex(entry.bytes(1, 16));
      if (segment.full() || segment.entries.put(id, summary(entry)) != null) {
        throw in.damaged("more keys than can be, or one twice");
      }
      entry.end();
    }
    in.end();
    return segment;
  }

  byte[] encode() {
    Fields out = new Fields();
    entries.forEach((id, summary) -> out.nested(1, entry(HexFormat.of().parseHex(id), summary)));
    return Padding.pad(out.encoded());
  }

  boolean full() {
    return entries.size() >= CAPACITY;
  }

  void put(KeyEntry entry) {
    entries.put(HexFormat.of().formatHex(entry.id()), summarise(entry.record()));
  }

  void remove(KeyEntry entry) {
    entries.remove(HexFormat.of().formatHex(entry.id()));
  }

  /** Returns summaries by record id in hex. */
  Map<String, KeySummary> entries() {
    return entries;
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

  private static KeySummary summary(FieldReader in) {
    return new KeySummary(
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
  }
}
