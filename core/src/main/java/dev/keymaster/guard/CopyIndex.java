package dev.keymaster.guard;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.SafetyCopy;
import dev.keymaster.model.Secret;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the vault remembers of safety copies, as a document (docs/format.md §11.5): each with the
 * key that alone opens it. Forgetting an entry erases its copy, wherever the file is.
 */
final class CopyIndex {
  /** Beyond this a copy is taken to hold every key. */
  static final int MOST_NAMES = 100;

  private static final String DOCUMENT = "safety-copies";
  private static final int ID_LENGTH = 16;
  private static final int KEY_LENGTH = 32;

  /**
   * One copy.
   *
   * @param names {@code ENV/NAME} of the keys in it, folded; empty if it may hold any
   */
  record Entry(SafetyCopy copy, Secret key, List<String> names) {
    boolean mayHold(EnvironmentName environment, KeyName name) {
      return names.isEmpty() || names.contains(folded(environment, name));
    }
  }

  private CopyIndex() {}

  static String folded(EnvironmentName environment, KeyName name) {
    return environment + "/" + name.folded();
  }

  static List<String> names(List<KeyRef> keys) {
    return keys.size() > MOST_NAMES
        ? List.of()
        : keys.stream().map(key -> folded(key.environment(), key.name())).toList();
  }

  /** Returns the copies, oldest first. */
  static List<Entry> read(Reading reading) {
    byte[] content = reading.document(DOCUMENT);
    if (content == null) {
      return List.of();
    }
    FieldReader in = new FieldReader("the list of safety copies", content);
    List<Entry> entries = in.repeated(1).stream().map(CopyIndex::entry).toList();
    in.end();
    return entries;
  }

  private static Entry entry(byte[] encoded) {
    FieldReader in = new FieldReader("a safety copy", encoded);
    String id = HexFormat.of().formatHex(in.bytes(1, ID_LENGTH));
    Instant made = in.time(2);
    String reason = in.text(3);
    Secret key = Secret.taking(in.bytes(4, KEY_LENGTH));
    int keys = in.number(5);
    List<String> names = in.texts(6);
    in.end();
    return new Entry(new SafetyCopy(id, made, reason, keys), key, names);
  }

  static void add(Commit commit, Entry entry) {
    List<Entry> entries = new ArrayList<>(read(commit));
    entries.add(entry);
    write(commit, entries);
  }

  /** Forgets the copies for which that holds; returns them, their keys wiped. */
  static List<SafetyCopy> forget(Commit commit, Predicate<Entry> which) {
    List<Entry> entries = read(commit);
    List<Entry> gone = entries.stream().filter(which).toList();
    if (!gone.isEmpty()) {
      write(commit, entries.stream().filter(which.negate()).toList());
      gone.forEach(entry -> entry.key().close());
    }
    return gone.stream().map(Entry::copy).toList();
  }

  /** Forgets every copy that may hold this key; says for the log what that was. */
  static String forget(Commit commit, KeyRef ref) {
    int gone = forget(commit, entry -> entry.mayHold(ref.environment(), ref.name())).size();
    return gone == 0 ? "" : gone + (gone == 1 ? " safety copy" : " safety copies") + " erased";
  }

  /** A row that is removed is overwritten in the file, one that is replaced is not. */
  @RevealsSecret("the document is sealed like everything in the vault")
  private static void write(Commit commit, List<Entry> entries) {
    commit.removeDocument(DOCUMENT);
    if (entries.isEmpty()) {
      return;
    }
    Fields all = new Fields();
    for (Entry entry : entries) {
      Fields one =
          new Fields()
              .bytes(1, HexFormat.of().parseHex(entry.copy().id()))
              .time(2, entry.copy().made())
              .text(3, entry.copy().reason())
              .bytes(4, entry.key().reveal())
              .u32(5, entry.copy().keys());
      entry.names().forEach(name -> one.text(6, name));
      all.nested(1, one);
    }
    byte[] content = all.encoded();
    commit.putDocument(DOCUMENT, content);
    all.wipe();
    Arrays.fill(content, (byte) 0);
  }
}
