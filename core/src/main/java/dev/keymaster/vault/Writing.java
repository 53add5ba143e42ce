package dev.keymaster.vault;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Ports;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one change of an open vault does to its rows, its index and its log, and the head that makes
 * it one: the way in which, while {@link Commit} knows what.
 */
abstract class Writing extends Reading {
  final Ports ports;
  final Instant now;
  final Fingerprinting fingerprints;

  private final SealedRows.Transaction out;
  private final Placement placement;
  private final LogWriter log;
  private final IndexChanges index;
  private final List<Runnable> afterwards = new ArrayList<>();
  private final List<Event> recorded = new ArrayList<>();
  private Keyset nextKeys;
  private @Nullable Supplier<byte[]> uses;
  private boolean signs;
  private long changes;

  Writing(Look look, SealedRows.Transaction out, Ports ports) {
    super(look, out, Head.open(look.keys(), look.vault(), Head.sealed(out)));
    this.nextKeys = keys;
    this.out = out;
    this.ports = ports;
    this.now = ports.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    this.placement = new Placement(head);
    this.log = new LogWriter(look, out, ports.randomness(), head);
    this.index = new IndexChanges(head.segments(), this::segment);
    this.fingerprints = new Fingerprinting(ports.fingerprints(), vault);
  }

  /** Returns the time of this commit, in whole milliseconds. */
  public Instant now() {
    return now;
  }

  /** Returns how many events the log has, those of this commit included. */
  public long recorded() {
    return log.frontier().size();
  }

  /** Returns an event; one of this commit is not read back, since many may ask for it. */
  @Override
  public Event event(long number) {
    long own = number - events();
    return own >= 0 && own < recorded.size() ? recorded.get((int) own) : super.event(number);
  }

  /** Appends an event to the log. */
  public void record(EventKind kind, Caller caller, String subject, String detail) {
    Event event = new Event(recorded(), now, kind, caller, subject, detail);
    recorded.add(event);
    log.append(event);
    changes++;
  }

  IndexSegment touched(int number) {
    changes++;
    return index.at(number);
  }

  int roomySegment() {
    changes++;
    return index.roomy();
  }

  void put(RowKind kind, byte[] place, byte[] sealed) {
    SealedRow old = read(kind, place);
    long position = old == null ? placement.take() : old.position();
    replace(new SealedRow(position, kind.tag(), keys.locate(place), sealed));
  }

  void remove(RowKind kind, byte[] place) {
    SealedRow row = read(kind, place);
    if (row == null) {
      throw StateTree.tampered();
    }
    forgetChecked();
    out.removeRow(row.position());
    tree.set(row.position(), StateTree.freedLeaf(row.position()));
    placement.free(row.position());
    changes++;
  }

  /**
   * Writes what is pending and the new head; returns its sequence.
   *
   * @param every how old a checkpoint may get before the next one is signed
   */
  long finish(Duration every) {
    if (changes == 0) {
      return head.sequence();
    }
    index.forEach(this::put);
    LogState state = log.finish(now, signs ? Duration.ZERO : every);
    Head next =
        new Head(
            head.sequence() + 1,
            placement.size(),
            tree.flush(out),
            index.count(),
            placement.freed(),
            log.frontier(),
            recall.header(out).hash(),
            documents,
            state,
            head.tree(),
            uses == null ? head.uses() : uses.get());
    next.put(out, nextKeys, vault, ports.randomness());
    return next.sequence();
  }

  /** Returns what limits had counted when this commit began, or null if nobody has counted. */
  public byte @Nullable [] uses() {
    return head.uses();
  }

  /**
   * Has the head hold what limits have counted.
   *
   * @param next asked for it when everything is recorded; at most 24 KiB
   */
  public void keepUses(Supplier<byte[]> next) {
    uses = next;
  }

  /** Returns the number below which events may be pruned: what the newest checkpoint has. */
  public long prunable() {
    return head.logState() == null ? 0 : head.logState().signed();
  }

  /** Erases the events below that number; their hashes stay. */
  public void prune(long below) {
    log.prune(below);
    changes++;
  }

  /** Has the checkpoint signed with this commit, however young the last one is. */
  void sign() {
    signs = true;
    changes++;
  }

  LogWriter log() {
    return log;
  }

  /** Returns a number that grows with everything that is changed. */
  long changes() {
    return changes;
  }

  SealedRows.Transaction out() {
    return out;
  }

  /** Has {@code action} run once everything is durable. */
  void afterwards(Runnable action) {
    afterwards.add(action);
    changes++;
  }

  void settle() {
    log.settle();
    afterwards.forEach(Runnable::run);
    fingerprints.keep();
  }

  /** Seals every row anew under the next generation; the last thing a commit does to rows. */
  void rekey(Keyset next) {
    new Rekeying(this, next, ports.randomness()).run();
    nextKeys = next;
  }

  /** Puts a row in the place of the one at its position. */
  void replace(SealedRow row) {
    forgetChecked();
    out.putRow(row);
    tree.set(row.position(), StateTree.leaf(row));
    changes++;
  }

  private void put(int number, IndexSegment segment) {
    byte[] sealed = segment.seal(keys, vault, number, ports.randomness());
    put(RowKind.SEGMENT, Places.segmentLocator(number), sealed);
  }
}
