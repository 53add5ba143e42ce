package dev.keymaster.vault;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of a {@link Backup}, read one after the other. Not thread-safe. */
public final class BackupRecords {
  private static final int MAX_RECORD = 1 << 30;

  private final InputStream in;
  private final boolean brought;

  private BackupRecords(InputStream in, boolean brought) {
    this.in = in;
    this.brought = brought;
  }

  /** Records of a file that somebody brought: DAMAGED if one is not as it must be. */
  public static BackupRecords brought(InputStream in) {
    return new BackupRecords(in, true);
  }

  /** Records of a file that the vault keeps: CORRUPT if one is not as it must be. */
  public static BackupRecords own(InputStream in) {
    return new BackupRecords(in, false);
  }

  /**
   * A key with the values of its live versions.
   *
   * @param values as many as there are live versions, in their order; closing wipes them
   */
  record Item(KeyEntry entry, List<Secret> values) implements AutoCloseable {
    List<VersionEntry> live() {
      return entry.versions().stream().filter(VersionEntry::live).toList();
    }

    @Override
    public void close() {
      values.forEach(Secret::close);
    }
  }

  /** Returns the next record, which the caller closes; null at the end. */
  @Nullable Item next() throws IOException {
    try {
      byte[] encoded = encoded();
      if (encoded.length == 0) {
        return null;
      }
      try {
        return decoded(encoded);
      } finally {
        Arrays.fill(encoded, (byte) 0);
      }
    } catch (KeymasterException e) {
      throw brought ? e.ofBroughtFile() : e;
    }
  }

  /** Returns the next record as it is written, empty at the end. */
  private byte[] encoded() throws IOException {
    byte[] prefix = in.readNBytes(4);
    if (prefix.length == 0) {
      return prefix;
    }
    int length = prefix.length < 4 ? 0 : ByteBuffer.wrap(prefix).getInt();
    if (length <= 0 || length > MAX_RECORD) {
      throw KeymasterException.corrupt("the backup has a record of impossible length");
    }
    byte[] encoded = in.readNBytes(length);
    if (encoded.length != length) {
      Arrays.fill(encoded, (byte) 0);
      throw KeymasterException.corrupt("the backup is cut off");
    }
    return encoded;
  }

  private static Item decoded(byte[] encoded) {
    FieldReader in = new FieldReader("a key of the backup", encoded);
    KeyEntry entry = KeyEntry.decode(in.bytes(1));
    List<Secret> values = in.repeated(2).stream().map(Secret::taking).toList();
    Item item = new Item(entry, values);
    try {
      in.end();
      if (item.live().size() != values.size()) {
        throw in.damaged("versions and values do not match");
      }
      return item;
    } catch (KeymasterException e) {
      item.close();
      throw e;
    }
  }
}
