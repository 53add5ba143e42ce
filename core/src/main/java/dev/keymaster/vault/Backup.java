package dev.keymaster.vault;

import dev.keymaster.crypto.Fields;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Stored;
import dev.keymaster.model.VersionState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The content of a backup file (docs/format.md §11.4): one record after the other, each a key with
 * the values of all its live versions. The file around it is sealed by the crypto room.
 */
public final class Backup {
  /** What the sealed file says it holds. */
  public static final String CONTENT = "backup";

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
  public static RestoreReport read(Commit commit, Selection selection, BackupRecords records)
      throws IOException {
    int[] counts = new int[Stored.Outcome.values().length];
    for (var next = records.next(); next != null; next = records.next()) {
      try (BackupRecords.Item item = next) {
        KeyRecord key = item.entry().record();
        if (selection.includes(key.environment(), key.details().service(), key.name())) {
          counts[index(restore(commit, item))]++;
        }
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

  private static Stored.Outcome restore(Commit commit, BackupRecords.Item item) {
    KeyRecord key = item.entry().record();
    if (commit.lookUp(key.environment(), key.name()) == null) {
      commit.restore(item.entry(), item.values());
      return Stored.Outcome.CREATED;
    }
    List<VersionEntry> live = item.live();
    for (int i = 0; i < live.size(); i++) {
      KeyVersion version = live.get(i).shown();
      if (version.state() == VersionState.CURRENT) {
        return store(commit, key, version, item.values().get(i));
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
