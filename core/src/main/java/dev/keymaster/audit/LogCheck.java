package dev.keymaster.audit;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.LogVerdict;
import dev.keymaster.model.SealedRows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the events of a store with signed checkpoints: the store's own and those that were kept
 * elsewhere. Needs no secret. Reads the log once, and once more from the first difference's subtree
 * on to name the first event that is not the one that was recorded.
 */
public final class LogCheck {
  /** The part that holds the newest checkpoint, a signed note in clear. */
  public static final String PART = "checkpoint";

  private final SealedRows.Snapshot rows;
  private final VerifierKey key;
  private final LogTiles tiles;
  private final List<Checkpoint> kept = new ArrayList<>();
  private final List<String> findings = new ArrayList<>();
  private @Nullable Long firstBad;
  private boolean exact = true;

  private LogCheck(SealedRows.Snapshot rows, VerifierKey key) {
    this.rows = rows;
    this.key = key;
    this.tiles = new LogTiles(rows::tile);
  }

  /**
   * Checks the log.
   *
   * @param key of the log, from a place that the store's owner cannot write
   * @param anchors checkpoints of this log that were kept elsewhere, signed notes
   */
  public static LogVerdict of(SealedRows.Snapshot rows, VerifierKey key, List<String> anchors) {
    LogCheck check = new LogCheck(rows, key);
    anchors.forEach(check::anchor);
    return check.verdict();
  }

  private void anchor(String note) {
    try {
      kept.add(SignedNote.parse(note).checkpoint(key));
    } catch (KeymasterException e) {
      findings.add("an anchor cannot be used: " + e.getMessage());
    }
  }

  private LogVerdict verdict() {
    kept.sort(Comparator.comparingLong(Checkpoint::size));
    Checkpoint own = own();
    Checkpoint newest = kept.isEmpty() ? own : kept.getLast();
    if (newest == null) {
      return new LogVerdict(key.name(), 0, 0, "", 0L, false, findings);
    }
    if (own != null && own.size() < newest.size()) {
      bad(own.size(), "the log ends at event " + own.size() + ", but had " + newest.size());
    }
    try (Events events = new Events(rows, tiles, newest.pruned(), 0)) {
      check(newest, own, events);
    }
    return new LogVerdict(
        key.name(), newest.size(), newest.pruned(), newest.rootText(), firstBad, exact, findings);
  }

  /** Reads the store's own checkpoint; an older valid one serves to name what was changed. */
  private @Nullable Checkpoint own() {
    byte[] stored = rows.part(PART);
    try {
      if (stored == null) {
        throw KeymasterException.corrupt("the log has no checkpoint");
      }
      String note = new String(stored, StandardCharsets.UTF_8);
      Checkpoint own = SignedNote.parse(note).checkpoint(key);
      kept.add(own);
      kept.sort(Comparator.comparingLong(Checkpoint::size));
      return own;
    } catch (KeymasterException e) {
      findings.add(e.getMessage());
      return null;
    }
  }

  private void check(Checkpoint newest, @Nullable Checkpoint own, Events events) {
    TileComparison comparison = new TileComparison(rows::tile);
    TileWriter log = new TileWriter(comparison);
    long agreed = 0;
    for (Checkpoint checkpoint : kept) {
      while (log.size() < checkpoint.size()) {
        log.append(events.leaf(log.size()));
      }
      if (!Arrays.equals(log.root(), checkpoint.root())) {
        locate(checkpoint, agreed);
        return;
      }
      agreed = checkpoint.size();
    }
    trailing(events, newest);
    log.flush();
    if (newest.equals(own) && !comparison.holds()) {
      findings.add("hashes of the log were changed in the vault file, its events were not");
    }
  }

  private void trailing(Events events, Checkpoint newest) {
    if (events.reach(newest.size())) {
      bad(
          newest.size(),
          "events from number " + newest.size() + " on are not in the newest checkpoint");
    }
  }

  /** Names the first difference below a checkpoint that the events do not agree with. */
  private void locate(Checkpoint trusted, long agreed) {
    FirstDifference first = new FirstDifference(rows, tiles, trusted);
    long number = first.number();
    exact &= first.exact();
    if (first.exact()) {
      bad(number, "event " + number + " is not the one that was recorded");
    } else {
      bad(agreed, "events from number " + agreed + " on are not the ones that were recorded");
    }
  }

  private void bad(long number, String finding) {
    findings.add(finding);
    firstBad = firstBad == null ? number : Math.min(firstBad, number);
  }
}
