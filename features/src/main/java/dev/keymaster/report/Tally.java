package dev.keymaster.report;

import dev.keymaster.model.AccessReport.Row;
import dev.keymaster.model.KeyRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The running count of what one program does with one key. */
final class Tally {
  /** Whose program, which program, which key. */
  record Who(long uid, String program, @Nullable KeyRef key) {}

  private final Who who;
  private final Instant first;
  private Instant last;
  private long accesses;
  private long refused;
  private long unusual;

  Tally(Who who, Instant first) {
    this.who = who;
    this.first = first;
    this.last = first;
  }

  void access(Instant time, boolean atUnusualHour) {
    accesses++;
    unusual += atUnusualHour ? 1 : 0;
    last = time;
  }

  void refusal(Instant time) {
    refused++;
    last = time;
  }

  Row row(boolean newProgram) {
    return new Row(
        who.uid(), who.program(), who.key(), accesses, refused, unusual, first, last, newProgram);
  }
}
