package dev.keymaster.vault;

import dev.keymaster.audit.Checkpoint;
import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.audit.VerifierKey;
import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Padding;
import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One consistent look into an open vault. Everything it returns was checked: the row against the
 * state tree, in this look or an earlier one under the same root, the tree against the sealed head,
 * the head against what this machine has seen.
 */
public class Reading {
  /** Segments that are opened sooner than a second thread is started. */
  private static final int FEW = 20;

  final Keyset keys;
  final byte[] vault;
  final SealedRows.Snapshot rows;
  final Head head;
  final StateTree tree;
  final SortedSet<String> documents;

  final Recall recall;

  /** What need not be checked again: of this state, and as it stands in it. */
  private CheckedRows checked;

  Reading(Look look, SealedRows.Snapshot rows, Head head) {
    this.keys = look.keys();
    this.vault = look.vault();
    this.rows = rows;
    this.head = head;
    this.recall = look.recall();
    this.checked = recall.checked(head.root());
    this.tree = new StateTree(rows, head.tree(), head.positions(), head.root());
    this.documents = new TreeSet<>(head.documents());
    if (!MessageDigest.isEqual(head.header(), look.header())) {
      throw KeymasterException.corrupt("the vault's header is not the one that was written last");
    }
    if (head.sequence() < look.seen()) {
      throw new KeymasterException(
          KeymasterException.Code.CORRUPT,
          "the vault file is older than what this machine has seen: state "
              + head.sequence()
              + " instead of "
              + look.seen(),
          "put the newest file back, or accept this one with keymaster vault accept-older");
    }
  }

  /** Returns a key; NOT_FOUND if there is none. */
  public final KeyRecord existing(EnvironmentName environment, KeyName name) {
    return require(environment, name).record();
  }

  /** Returns a key, or null if there is none of just that name. */
  public final @Nullable KeyRecord find(EnvironmentName environment, KeyName name) {
    KeyEntry entry = lookUp(environment, name);
    return entry == null || !entry.record().name().equals(name) ? null : entry.record();
  }

  /** Opens the value of a version that is not destroyed; the caller closes it. */
  public final Secret value(KeyRecord record, int number) {
    KeyEntry entry = require(record.environment(), record.name());
    return value(entry, version(entry, number));
  }

  /** Lists all keys, unordered, after having checked every row. */
  public final List<KeySummary> list() {
    forgetChecked();
    checkRows();
    List<KeySummary> all = new ArrayList<>();
    if (head.segments() <= FEW) {
      for (int i = 0; i < head.segments(); i++) {
        all.addAll(segment(i).keys());
      }
    } else {
      Conveyor<List<KeySummary>> opening = new Conveyor<>(all::addAll);
      for (int i = 0; i < head.segments(); i++) {
        int number = i;
        SealedRow row = segmentRow(i);
        opening.add(() -> openSegment(number, row).keys());
      }
      opening.finish();
    }
    return all;
  }

  /**
   * Returns the content of a document, or null if the vault has none of that name.
   *
   * @param name 1 to 32 of {@code a-z0-9-}
   * @return at most 1 MiB, which the caller zeroes if it is secret
   */
  public final byte @Nullable [] document(String name) {
    if (!documents.contains(name)) {
      return null;
    }
    byte[] place = Places.documentLocator(name);
    SealedRow row = row(RowKind.DOCUMENT, place);
    if (row == null) {
      throw KeymasterException.corrupt("the document " + name + " is missing in the vault file");
    }
    byte[] content = Document.open(keys, vault, name, row.sealed());
    checked.keep(place, row, null);
    return content;
  }

  /** Returns how many events the log has. */
  public final long events() {
    return head.log().size();
  }

  /** Returns how many events were pruned: those below this number are gone. */
  public final long pruned() {
    return head.logState() == null ? 0 : head.logState().pruned();
  }

  /** Returns a keyed hash of a name, 16 hex characters, for those who must not know it. */
  public final String pseudonym(String name) {
    byte[] hash;
    try (SealingKey key = keys.log().derive("pseudonym", new byte[0])) {
      hash = key.mac(name.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(hash, 0, 8);
  }

  /**
   * Seals what is to wait beside the vault's file because that cannot be written now
   * (docs/format.md §13): whoever cannot open the vault can neither read nor make it.
   */
  public final byte[] sealBeside(byte[] content, Randomness randomness) {
    byte[] context = Places.beside(vault, keys.generation());
    try (SealingKey key = keys.beside()) {
      return key.seal("beside", "note", context, Padding.pad(content), randomness);
    }
  }

  /** Opens what {@link #sealBeside} sealed; null if this vault did not since it was re-keyed. */
  public final byte @Nullable [] openBeside(byte[] sealed) {
    byte[] context = Places.beside(vault, keys.generation());
    try (SealingKey key = keys.beside()) {
      byte[] padded = key.tryOpen("beside", "note", context, sealed);
      return padded == null ? null : Padding.unpad(padded);
    }
  }

  /** Tells whether the newest checkpoint has all events. */
  final boolean signed() {
    LogState state = head.logState();
    return state != null && state.signed() == head.log().size();
  }

  /** Returns the key that checks the signatures of checkpoints. */
  final VerifierKey verifier(LogState state) {
    return new VerifierKey(Checkpoint.origin(vault, keys.device()), state.publicKey());
  }

  /** Opens the event with that number. */
  public Event event(long number) {
    byte[] sealed = rows.event(number);
    if (sealed == null) {
      throw KeymasterException.corrupt("event " + number + " of the log is missing");
    }
    return openEvent(number, sealed);
  }

  /** Refuses if any row was changed, removed, added or put back. */
  final void checkRows() {
    tree.checkRows();
  }

  /** Finds the key whose name folds like {@code name}; a miss is not proof that there is none. */
  final @Nullable KeyEntry lookUp(EnvironmentName environment, KeyName name) {
    byte[] place = Places.keyLocator(environment, name);
    KeyEntry known = checked.key(place);
    if (known != null) {
      return known;
    }
    SealedRow row = read(RowKind.KEY, place);
    if (row == null) {
      return null;
    }
    KeyEntry opened = openKey(row, environment, name);
    checked.keep(place, row, opened);
    return opened;
  }

  /** To be called before a row is changed, and by whoever wants what the file says now. */
  final void forgetChecked() {
    checked = checked.emptied();
  }

  final KeyEntry require(EnvironmentName environment, KeyName name) {
    KeyEntry entry = lookUp(environment, name);
    if (entry == null || !entry.record().name().equals(name)) {
      checkRows();
      throw Missing.key(environment, name);
    }
    return entry;
  }

  static VersionEntry version(KeyEntry entry, int number) {
    return entry.versions().stream()
        .filter(version -> version.number() == number)
        .findFirst()
        .orElseThrow(() -> Missing.version(entry.record(), number));
  }

  private KeyEntry openKey(SealedRow row, EnvironmentName environment, KeyName name) {
    byte[] context = Places.key(vault, environment, name, keys.generation());
    String what = "km://" + environment + "/" + name;
    byte[] plain = keys.environment(environment).open(what, "key", "record", context, row.sealed());
    return KeyEntry.decode(plain);
  }

  final Secret value(KeyEntry entry, VersionEntry version) {
    if (!version.live()) {
      throw Missing.destroyed(entry.record(), version.number());
    }
    byte[] place = Places.versionLocator(RowKind.VALUE, entry.id(), version.number());
    SealedRow row = existing(RowKind.VALUE, place, entry, version);
    byte[] envelope = valueEnvelope(row, entry, version);
    byte[] padded = null;
    byte[] value = null;
    try (var secret = versionSecret(entry, version)) {
      String what = name(entry, version);
      padded = secret.open(what, "key", "value", Places.value(vault, entry, version), envelope);
      checked.keep(place, row, null);
      value = Padding.unpad(padded);
      return Secret.copyOf(value);
    } finally {
      wipe(padded);
      wipe(value);
    }
  }

  final byte[] valueEnvelope(KeyEntry entry, VersionEntry version) {
    byte[] place = Places.versionLocator(RowKind.VALUE, entry.id(), version.number());
    return valueEnvelope(existing(RowKind.VALUE, place, entry, version), entry, version);
  }

  private static byte[] valueEnvelope(SealedRow row, KeyEntry entry, VersionEntry version) {
    byte[] envelope = row.sealed();
    byte[] hash = MerkleFrontier.sha256().digest(envelope);
    if (!MessageDigest.isEqual(hash, version.hash())) {
      throw KeymasterException.corrupt(name(entry, version) + " is not the value stored last");
    }
    return envelope;
  }

  final SealingKey versionSecret(KeyEntry entry, VersionEntry version) {
    byte[] place = Places.versionLocator(RowKind.SECRET, entry.id(), version.number());
    SealedRow row = existing(RowKind.SECRET, place, entry, version);
    byte[] context = Places.secret(vault, entry, version.number(), keys.generation());
    byte[] secret =
        keys.environment(entry.record().environment())
            .open(name(entry, version), "key", "secret", context, row.sealed());
    if (secret.length != SealingKey.LENGTH) {
      throw KeymasterException.corrupt(name(entry, version) + " has a damaged secret");
    }
    checked.keep(place, row, null);
    return SealingKey.taking(secret, keys.home());
  }

  private SealedRow existing(RowKind kind, byte[] place, KeyEntry entry, VersionEntry version) {
    SealedRow row = row(kind, place);
    if (row == null) {
      throw KeymasterException.corrupt(name(entry, version) + " is missing in the vault file");
    }
    return row;
  }

  final IndexSegment segment(int number) {
    return openSegment(number, segmentRow(number));
  }

  private SealedRow segmentRow(int number) {
    SealedRow row = read(RowKind.SEGMENT, Places.segmentLocator(number));
    if (row == null) {
      throw KeymasterException.corrupt("a part of the index is missing in the vault file");
    }
    return row;
  }

  private IndexSegment openSegment(int number, SealedRow row) {
    byte[] context = Places.segment(vault, number, keys.generation());
    return IndexSegment.decode(
        keys.index().open("the index", "index", "segment", context, row.sealed()));
  }

  /** Returns the row at that place, checked now or before, or null. */
  private @Nullable SealedRow row(RowKind kind, byte[] place) {
    SealedRow known = checked.row(place);
    return known == null ? read(kind, place) : known;
  }

  /** Returns the row that the file has at that place, checked against the state tree, or null. */
  final @Nullable SealedRow read(RowKind kind, byte[] place) {
    byte[] locator = keys.locate(place);
    SealedRow row = rows.row(locator);
    if (row == null) {
      return null;
    }
    if (row.kind() != kind.tag() || !Arrays.equals(row.locator(), locator)) {
      throw StateTree.tampered();
    }
    tree.check(row);
    return row;
  }

  final Event openEvent(long number, byte[] sealed) {
    LogState state = head.logState();
    int mac = state != null && number >= state.first() ? LogWriter.MAC : 0;
    byte[] envelope = Arrays.copyOf(sealed, Math.max(0, sealed.length - mac));
    byte[] padded =
        keys.log().open("event " + number, "log", "event", Places.event(vault, number), envelope);
    FieldReader in = new FieldReader("event " + number, Padding.unpad(padded));
    var time = in.time(1);
    EventKind kind = in.tagged(2, EventKind.values());
    Caller caller = new Caller(in.u64(3), in.u64(4), in.text(5));
    Event event = new Event(number, time, kind, caller, in.text(6), in.text(7));
    in.end();
    return event;
  }

  private static String name(KeyEntry entry, VersionEntry version) {
    return entry.record().ref() + "#" + version.number();
  }

  private static void wipe(byte @Nullable [] bytes) {
    if (bytes != null) {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
