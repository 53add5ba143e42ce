package dev.keymaster.vault;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Stored;
import dev.keymaster.model.VersionState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a backup file (docs/format.md §11.4): one record after the other, each a key with
 * the values of all its live versions. The file around it is sealed by the crypto room.
 */
public final class Backup {
  /** What the sealed file says it holds. */
  public static final String CONTENT = "backup";

  private static final int MAX_RECORD = 1 << 30;

  private Backup() {}

  /** Writes these keys; returns how many. */
  public static int write(Reading reading, List<KeyRef> keys, OutputStream out) throws IOException {
    for (KeyRef key : keys) {
      write(reading, reading.require(key.environment(), key.name()), out);
    }
    return keys.size();
  }

  @RevealsSecret("values go into the sealed file")
  private static void write(Reading reading, KeyEntry entry, OutputStream out) throws IOException {
    Fields record = new Fields().bytes(1, entry.encode());
    for (VersionEntry version : entry.versions()) {
      if (version.live()) {
        try (Secret value = reading.value(entry, version)) {
          byte[] plain = value.reveal();
          record.bytes(2, plain);
          Arrays.fill(plain, (byte) 0);
        }
      }
    }
    byte[] encoded = record.encoded();
    record.wipe();
    out.write(ByteBuffer.allocate(4).putInt(encoded.length).array());
    out.write(encoded);
    Arrays.fill(encoded, (byte) 0);
  }

  /**
   * Stores the chosen keys of a backup: a key that does not exist comes back with its history, an
   * existing one gets the backup's current value as a new version unless it has it already.
   */
  public static RestoreReport read(Commit commit, Selection selection, InputStream in)
      throws IOException {
    int[] counts = new int[Stored.Outcome.values().length];
    for (byte[] record = next(in); record.length > 0; record = next(in)) {
      Stored.Outcome outcome = restore(commit, selection, record);
      Arrays.fill(record, (byte) 0);
      if (outcome != null) {
        counts[index(outcome)]++;
      }
    }
    return new RestoreReport(counts[0], counts[1], counts[2]);
  }

  private static int index(Stored.Outcome outcome) {
    return switch (outcome) {
      case CREATED -> 0;
      case NEW_VERSION -> 1;
      case UNCHANGED -> 2;
    };
  }

  /** Returns the next record, empty at the end. */
  private static byte[] next(InputStream in) throws IOException {
    byte[] prefix = in.readNBytes(4);
    if (prefix.length == 0) {
      return prefix;
    }
    int length = prefix.length < 4 ? 0 : ByteBuffer.wrap(prefix).getInt();
    if (length <= 0 || length > MAX_RECORD) {
      throw KeymasterException.corrupt("the backup has a record of impossible length");
    }
    byte[] record = in.readNBytes(length);
    if (record.length != length) {
      throw KeymasterException.corrupt("the backup is cut off");
    }
    return record;
  }

  private static Stored.@Nullable Outcome restore(
      Commit commit, Selection selection, byte[] encoded) {
    FieldReader in = new FieldReader("a key of the backup", encoded);
    KeyEntry entry = KeyEntry.decode(in.bytes(1));
    List<Secret> values = in.repeated(2).stream().map(Secret::taking).toList();
    in.end();
    try {
      KeyRecord key = entry.record();
      if (!selection.includes(key.environment(), key.details().service(), key.name())) {
        return null;
      }
      return restore(commit, entry, values, in);
    } finally {
      values.forEach(Secret::close);
    }
  }

  private static Stored.Outcome restore(
      Commit commit, KeyEntry entry, List<Secret> values, FieldReader in) {
    List<VersionEntry> live = entry.versions().stream().filter(VersionEntry::live).toList();
    if (live.size() != values.size()) {
      throw in.damaged("versions and values do not match");
    }
    KeyRecord key = entry.record();
    if (commit.lookUp(key.environment(), key.name()) == null) {
      commit.restore(entry, values);
      return Stored.Outcome.CREATED;
    }
    for (int i = 0; i < live.size(); i++) {
      KeyVersion version = live.get(i).shown();
      if (version.state() == VersionState.CURRENT) {
        return store(commit, key, version, values.get(i));
      }
    }
    return Stored.Outcome.UNCHANGED;
  }

  private static Stored.Outcome store(
      Commit commit, KeyRecord key, KeyVersion version, Secret value) {
    return commit
        .store(
            new NewKey(
                key.environment(), key.name(), value, null, version.hint(), NewKey.Mode.UPSERT))
        .outcome();
  }
}
