package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Fingerprints;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and reads fingerprints of values (docs/format.md, "Fingerprints"): a 64-bit tag under a key
 * that lies beside them, and the name of the value, which only the value itself opens. Whoever
 * steals both can test guesses, so values that could be guessed get none.
 *
 * <p>Not thread-safe: each thread has its own {@link #copy}.
 */
public final class FingerprintKey {
  /** Length of the key, bytes. */
  public static final int LENGTH = 32;

  /** What of a long run is looked at, bytes. */
  public static final int LONGEST_RUN = 1024;

  /** No shorter run has a fingerprint, bytes. */
  public static final int SHORTEST_RUN = 16;

  private static final String NAME = "HmacSHA256";
  private static final int HASH = 32;
  private static final int ID = 8;
  private static final int LABEL = 16;
  private static final int LABEL_LENGTH = Fingerprints.RECORD - LABEL;
  private static final int MOST_RUNS = 16;
  private static final byte TAGGED = 1;
  private static final byte NAMED = 2;
  private static final byte LABELLED = 3;

  private final byte[] key;
  private final Mac mac;
  private final byte[] blank = new byte[63];

  /** Takes a copy of the key. */
  public FingerprintKey(byte[] key) {
    this.key = key.clone();
    try {
      mac = Mac.getInstance(NAME);
      mac.init(new SecretKeySpec(key, NAME));
    } catch (GeneralSecurityException e) {
      throw new BugException("HMAC-SHA256 is part of every JDK", e);
    }
  }

  /** Returns the same key for another thread. */
  public FingerprintKey copy() {
    return new FingerprintKey(key);
  }

  /**
   * Returns the records of a value: one for each run of it that nobody can guess, or a single one
   * without a tag.
   *
   * @param value stays the caller's
   * @param name of the value for people, at most 200 bytes
   * @param id what {@link #id} says of it
   */
  public byte[] records(byte[] value, String name, long id) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    addRuns(TokenAlphabet.NARROW, value, name, id, records);
    if (TokenAlphabet.NARROW.end(value, 0, value.length) < value.length) {
      addRuns(TokenAlphabet.WIDE, value, name, id, records);
    }
    if (records.size() == 0) {
      records.writeBytes(ByteBuffer.allocate(Fingerprints.RECORD).putLong(ID, id).array());
    }
    return records.toByteArray();
  }

  private void addRuns(
      TokenAlphabet alphabet, byte[] value, String name, long id, ByteArrayOutputStream records) {
    int most = records.size() + MOST_RUNS * Fingerprints.RECORD;
    for (int at = 0; at < value.length && records.size() < most; at++) {
      int end = alphabet.end(value, at, value.length);
      if (end - at >= SHORTEST_RUN && Guessing.isHopeless(value, at, end)) {
        records.writeBytes(record(value, at, end, name, id));
      }
      at = end;
    }
  }

  private byte[] record(byte[] text, int from, int to, String name, long id) {
    byte[] named = name.getBytes(UTF_8);
    if (named.length > LABEL_LENGTH - Integer.BYTES) {
      throw new BugException("a name of " + named.length + " bytes");
    }
    ByteBuffer record = ByteBuffer.allocate(Fingerprints.RECORD);
    record.putLong(tag(text, from, to)).putLong(id).putInt(named.length).put(named);
    cover(record.array(), 0, text, from, to);
    return record.array();
  }

  /** Returns the tag of a run; never 0, which stands for none. */
  public long tag(byte[] text, int from, int to) {
    mac.update(TAGGED);
    long tag = ByteBuffer.wrap(finish(text, from, to)).getLong();
    return tag == 0 ? 1 : tag;
  }

  /**
   * Returns what tells one stored version from all others without its value. A key that was removed
   * may come back with the same numbers, but not with the same times.
   *
   * @param name of the version for people
   */
  public long id(String name, Instant created) {
    byte[] bytes = (name + "@" + created.toEpochMilli()).getBytes(UTF_8);
    mac.update(NAMED);
    return ByteBuffer.wrap(finish(bytes, 0, bytes.length)).getLong();
  }

  /**
   * Opens the name in a record.
   *
   * @param records many of them
   * @param at where that one begins
   * @return the name, or empty if the run is not the one that it was made of
   */
  public Optional<String> name(byte[] records, int at, byte[] text, int from, int to) {
    byte[] record = Arrays.copyOfRange(records, at, at + Fingerprints.RECORD);
    cover(record, 0, text, from, to);
    ByteBuffer label = ByteBuffer.wrap(record, LABEL, LABEL_LENGTH);
    int length = label.getInt();
    int start = LABEL + Integer.BYTES;
    if (length < 0 || length > LABEL_LENGTH - Integer.BYTES) {
      return Optional.empty();
    }
    for (int i = start + length; i < record.length; i++) {
      if (record[i] != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new String(record, start, length, UTF_8));
  }

  /**
   * Covers the label of a record by what the run itself gives, or uncovers it. Records of one value
   * have different ids, so that what covers their labels is never the same.
   */
  private void cover(byte[] record, int at, byte[] text, int from, int to) {
    for (int done = 0, number = 0; done < LABEL_LENGTH; done += HASH, number++) {
      mac.update(LABELLED);
      mac.update((byte) number);
      mac.update(record, at + ID, Long.BYTES);
      byte[] stream = finish(text, from, to);
      for (int i = 0; i < HASH && done + i < LABEL_LENGTH; i++) {
        record[at + LABEL + done + i] ^= stream[i];
      }
    }
  }

  /** What a hash holds back of its input is overwritten: it may be a value. */
  private byte[] finish(byte[] text, int from, int to) {
    mac.update(text, from, Math.min(to - from, LONGEST_RUN));
    byte[] hash = mac.doFinal();
    mac.update(blank);
    mac.update((byte) 0);
    mac.reset();
    return hash;
  }
}
