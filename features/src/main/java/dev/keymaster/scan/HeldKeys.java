package dev.keymaster.scan;

import dev.keymaster.crypto.FingerprintKey;
import dev.keymaster.crypto.Guessing;
import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.KeyRef;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a vault has or had, known by their fingerprints: a table of tags, of which several
 * values may share one. Each thread has its own {@link #copy}.
 */
public final class HeldKeys {
  /** No keys are known. */
  public static final HeldKeys NONE = new HeldKeys(new long[0], new byte[0], null, 0);

  private final long[] sorted;
  private final byte[] records;
  private final @Nullable FingerprintKey key;
  private final int guessable;

  private HeldKeys(long[] sorted, byte[] records, @Nullable FingerprintKey key, int guessable) {
    this.sorted = sorted;
    this.records = records;
    this.key = key;
    this.guessable = guessable;
  }

  /** Reads what is kept of a vault. */
  public static HeldKeys of(Fingerprints.Book book) {
    ByteBuffer in = ByteBuffer.wrap(book.records());
    int count = book.records().length / Fingerprints.RECORD;
    long[] tags = new long[count];
    int tagged = 0;
    for (int i = 0; i < count; i++) {
      long tag = in.getLong(i * Fingerprints.RECORD);
      if (tag != 0) {
        tags[tagged++] = tag;
      }
    }
    long[] sorted = Arrays.copyOf(tags, tagged);
    Arrays.sort(sorted);
    return new HeldKeys(sorted, book.records(), new FingerprintKey(book.key()), count - tagged);
  }

  HeldKeys copy() {
    return key == null ? this : new HeldKeys(sorted, records, key.copy(), guessable);
  }

  /** Returns how many values have no fingerprint, since they could be guessed. */
  public int guessable() {
    return guessable;
  }

  /** Returns the key that has this run; empty if it is none. */
  Optional<Leak.Held> at(byte[] text, int from, int to) {
    if (key == null || !Guessing.mayBeHopeless(text, from, to)) {
      return Optional.empty();
    }
    long tag = key.tag(text, from, to);
    return Arrays.binarySearch(sorted, tag) < 0 ? Optional.empty() : opened(tag, text, from, to);
  }

  /** The newest is asked first: a value that came back has its last name. */
  private Optional<Leak.Held> opened(long tag, byte[] text, int from, int to) {
    FingerprintKey opening = key;
    ByteBuffer in = ByteBuffer.wrap(records);
    int last = records.length / Fingerprints.RECORD - 1;
    for (int at = last * Fingerprints.RECORD; at >= 0; at -= Fingerprints.RECORD) {
      if (opening != null && in.getLong(at) == tag) {
        long id = in.getLong(at + Long.BYTES);
        Optional<Leak.Held> name =
            opening
                .name(records, at, text, from, to)
                .map(known -> new Leak.Held(KeyRef.ofPath(known), id));
        if (name.isPresent()) {
          return name;
        }
      }
    }
    return Optional.empty();
  }

  /** Tells whether what was found is the version of that name that was stored at that time. */
  public boolean isOf(Leak.Held found, Instant created) {
    return key != null && key.id(found.ref().path(), created) == found.id();
  }
}
