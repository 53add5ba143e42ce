package dev.keymaster.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check of the log came to.
 *
 * @param origin which log: {@code keymaster/<vault id>/<device id>}
 * @param events how many it has by its newest checkpoint
 * @param pruned events below this number may have been erased; their hashes were checked
 * @param root of the Merkle tree over them, base64
 * @param firstBad number of the first event that is not the one that was recorded; null if all are
 * @param exact false if only this much is known: no event below {@code firstBad} was changed, as
 *     far as an older checkpoint tells
 * @param findings what is wrong, one line each; empty if nothing is
 * @param macs what the MACs say; null if nobody gave a recovery code
 */
public record LogVerdict(
    String origin,
    long events,
    long pruned,
    String root,
    @Nullable Long firstBad,
    boolean exact,
    List<String> findings,
    @Nullable LogMacs macs) {

  /** Copies the list. */
  public LogVerdict {
    findings = List.copyOf(findings);
  }

  /** Without MACs. */
  public LogVerdict(
      String origin,
      long events,
      long pruned,
      String root,
      @Nullable Long firstBad,
      boolean exact,
      List<String> findings) {
    this(origin, events, pruned, root, firstBad, exact, findings, null);
  }

  /** Returns this verdict of a sound log, together with what the MACs of its events say. */
  public LogVerdict with(LogMacs told) {
    Long bad = told.firstBad();
    List<String> worse = bad == null ? findings : List.of(worse(bad));
    return new LogVerdict(origin, events, pruned, root, bad, exact, worse, told);
  }

  private String worse(long bad) {
    return bad < events
        ? "event " + bad + " was made anew, by somebody who had the keys of the open vault"
        : "the log ends at event " + bad + ", and was longer when the recovery code was made";
  }

  /** Tells whether the log is what was recorded. */
  public boolean sound() {
    return findings.isEmpty();
  }
}
