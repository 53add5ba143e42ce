package dev.keymaster.vault;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.crypto.Padding;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.VersionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A key as its row stores it (docs/format.md §7.2).
 *
 * @param id record id, 16 random bytes
 * @param segment the index segment that lists it
 * @param record what may be told about it
 * @param versions parallel to the record's versions
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeyEntry(byte[] id, int segment, KeyRecord record, List<VersionEntry> versions) {
  KeyEntry {
    versions = List.copyOf(versions);
  }

  /** Makes an entry whose record lists just these versions. */
  static KeyEntry of(
      byte[] id, int segment, KeyRecord record, List<VersionEntry> versions, Instant updated) {
    KeyRecord listed =
        new KeyRecord(
            record.environment(),
            record.name(),
            record.details(),
            record.created(),
            updated,
            versions.stream().map(VersionEntry::shown).toList());
    return new KeyEntry(id, segment, listed, versions);
  }

  KeyEntry with(KeyDetails details, Instant updated) {
    KeyRecord edited =
        new KeyRecord(
            record.environment(),
            record.name(),
            details,
            record.created(),
            updated,
            record.versions());
    return new KeyEntry(id, segment, edited, versions);
  }

  /** Adds a version after all others. */
  KeyEntry adding(VersionEntry version, Instant updated) {
    List<VersionEntry> longer = new ArrayList<>(versions);
    longer.add(version);
    return of(id, segment, record, longer, updated);
  }

  KeyEntry withVersions(UnaryOperator<VersionEntry> change, Instant updated) {
    return of(id, segment, record, versions.stream().map(change).toList(), updated);
  }

  /** Returns the newest retired version below the current one; NOT_FOUND if there is none. */
  VersionEntry earlier() {
    int current = record.current().map(KeyVersion::number).orElse(Integer.MAX_VALUE);
    return versions.stream()
        .filter(version -> version.shown().state() == VersionState.RETIRED)
        .filter(version -> version.number() < current)
        .max(Comparator.comparingInt(VersionEntry::number))
        .orElseThrow(() -> Missing.earlier(record));
  }

  byte[] seal(Keyset keys, byte[] vault, Randomness randomness) {
    EnvironmentName environment = record.environment();
    byte[] context = Places.key(vault, environment, record.name(), keys.generation());
    return keys.environment(environment).seal("key", "record", context, encode(), randomness);
  }

  byte[] encode() {
    KeyDetails details = record.details();
    Fields out =
        new Fields()
            .bytes(1, id)
            .text(2, record.environment().value())
            .text(3, record.name().value())
            .text(4, details.service().value())
            .time(5, record.created())
            .time(6, record.updated())
            .u32(7, segment)
            .u8(8, details.status().tag())
            .text(9, details.note());
    optional(out, 10, details.endpoint());
    optional(out, 11, details.variable());
    out.text(12, details.owner());
    if (details.expires() != null) {
      out.time(13, details.expires());
    }
    details.tags().forEach(tag -> out.text(14, tag));
    details
        .metadata()
        .forEach((name, value) -> out.nested(15, new Fields().text(1, name).text(2, value)));
    versions.forEach(version -> out.nested(16, encode(version)));
    return Padding.pad(out.encoded());
  }

  static void optional(Fields out, int tag, @Nullable String text) {
    if (text != null) {
      out.text(tag, text);
    }
  }

  private static Fields encode(VersionEntry version) {
    Fields out =
        new Fields()
            .u32(1, version.number())
            .u8(2, version.shown().state().tag())
            .time(3, version.shown().created())
            .text(4, version.shown().hint())
            .u32(5, version.shown().length())
            .u32(6, version.generation())
            .bytes(7, version.device())
            .bytes(8, version.previous())
            .bytes(9, version.hash());
    Issued issued = version.shown().issued();
    return issued == null ? out : out.nested(10, encode(issued));
  }

  private static Fields encode(Issued issued) {
    Fields out = new Fields().text(1, issued.service().value());
    issued.id().forEach((name, value) -> out.nested(2, new Fields().text(1, name).text(2, value)));
    return out.u8(3, issued.state().tag());
  }

  static KeyEntry decode(byte[] padded) {
    FieldReader in = new FieldReader("a key's row", Padding.unpad(padded));
    byte[] id = in.bytes(1, 16);
    EnvironmentName environment = new EnvironmentName(in.text(2));
    KeyName name = new KeyName(in.text(3));
    ServiceName service = new ServiceName(in.text(4));
    Instant created = in.time(5);
    Instant updated = in.time(6);
    int segment = in.number(7);
    KeyStatus status = in.tagged(8, KeyStatus.values());
    KeyDetails details = details(in, service, status);
    List<VersionEntry> versions =
        in.repeated(16).stream()
            .map(bytes -> version(new FieldReader("a version", bytes)))
            .toList();
    in.end();
    for (int i = 1; i < versions.size(); i++) {
      if (versions.get(i - 1).number() >= versions.get(i).number()) {
        throw in.damaged("its versions do not ascend");
      }
    }
    KeyRecord record =
        new KeyRecord(
            environment,
            name,
            details,
            created,
            updated,
            versions.stream().map(VersionEntry::shown).toList());
    return new KeyEntry(id, segment, record, versions);
  }

  private static KeyDetails details(FieldReader in, ServiceName service, KeyStatus status) {
    String note = in.text(9);
    String endpoint = in.optionalText(10);
    String variable = in.optionalText(11);
    String owner = in.text(12);
    Instant expires = in.optionalTime(13);
    List<String> tags = tags(in, 14);
    TreeMap<String, String> metadata = pairs(in, 15, "metadata");
    return new KeyDetails(
        service, tags, note, endpoint, variable, owner, expires, status, metadata);
  }

  /** Reads tags, which have one order only. */
  static List<String> tags(FieldReader in, int tag) {
    List<String> tags = in.texts(tag);
    if (!tags.equals(List.copyOf(new TreeSet<>(tags)))) {
      throw in.damaged("its tags do not ascend");
    }
    return tags;
  }

  private static TreeMap<String, String> pairs(FieldReader in, int tag, String what) {
    TreeMap<String, String> pairs = new TreeMap<>();
    for (byte[] bytes : in.repeated(tag)) {
      FieldReader field = new FieldReader(what, bytes);
      String name = field.text(1);
      if (!pairs.isEmpty() && pairs.lastKey().compareTo(name) >= 0) {
        throw in.damaged("its " + what + " do not ascend");
      }
      pairs.put(name, field.text(2));
      field.end();
    }
    return pairs;
  }

  private static VersionEntry version(FieldReader in) {
    int number = in.number(1);
    VersionState state = in.tagged(2, VersionState.values());
    KeyVersion shown = new KeyVersion(number, state, in.time(3), in.text(4), in.number(5));
    VersionEntry version =
        new VersionEntry(shown, in.number(6), in.bytes(7, 16), in.bytes(8, 32), in.bytes(9, 32));
    byte[] issued = in.optional(10);
    in.end();
    return issued == null ? version : version.as(issued(new FieldReader("an issued key", issued)));
  }

  private static Issued issued(FieldReader in) {
    ServiceName service = new ServiceName(in.text(1));
    TreeMap<String, String> id = pairs(in, 2, "id");
    Issued issued = new Issued(service, id, in.tagged(3, Issued.State.values()));
    in.end();
    return issued;
  }
}
