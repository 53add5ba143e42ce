package dev.keymaster.vault;

import dev.keymaster.crypto.FingerprintKey;
import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects fingerprints of values, to be kept when what stores the values is durable. */
final class Fingerprinting {
  private final Fingerprints kept;
  private final byte[] vault;
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();
  private @Nullable FingerprintKey key;

  Fingerprinting(Fingerprints kept, byte[] vault) {
    this.kept = kept;
    this.vault = vault;
  }

  /**
   * Adds a value.
   *
   * @param value stays the caller's
   */
  void add(KeyRecord record, KeyVersion version, byte[] value) {
    FingerprintKey made = key();
    if (made != null) {
      String name = name(record, version);
      records.writeBytes(made.records(value, name, id(made, record, version)));
    }
  }

  private static String name(KeyRecord record, KeyVersion version) {
    return new KeyRef(record.environment(), record.name(), version.number()).path();
  }

  private static long id(FingerprintKey made, KeyRecord record, KeyVersion version) {
    return made.id(name(record, version), version.created());
  }

  private @Nullable FingerprintKey key() {
    if (key == null) {
      byte[] made = kept.key(vault);
      key = made == null ? null : new FingerprintKey(made);
    }
    return key;
  }

  /** Adds the values of an open vault that have no fingerprint yet; returns how many. */
  int addMissing(Reading reading) {
    FingerprintKey made = key();
    Fingerprints.Book book = kept.book(vault);
    if (made == null || book == null) {
      return 0;
    }
    Set<Long> known = ids(book.records());
    int added = 0;
    for (var listed : reading.list()) {
      KeyEntry entry = reading.require(listed.environment(), listed.name());
      for (VersionEntry version : entry.versions()) {
        long id = id(made, entry.record(), version.shown());
        if (version.live() && !known.contains(id)) {
          add(reading, entry, version);
          added++;
        }
      }
    }
    return added;
  }

  private static Set<Long> ids(byte[] records) {
    Set<Long> ids = new HashSet<>();
    ByteBuffer in = ByteBuffer.wrap(records);
    for (int at = 0; at + Fingerprints.RECORD <= records.length; at += Fingerprints.RECORD) {
      ids.add(in.getLong(at + Long.BYTES));
    }
    return ids;
  }

  @RevealsSecret("a fingerprint is made of the value; neither leaves this room")
  private void add(Reading reading, KeyEntry entry, VersionEntry version) {
    try (Secret value = reading.value(entry, version)) {
      byte[] plain = value.reveal();
      add(entry.record(), version.shown(), plain);
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** Keeps what was collected, once. */
  void keep() {
    if (records.size() > 0) {
      kept.add(vault, records.toByteArray());
      records.reset();
    }
  }
}
