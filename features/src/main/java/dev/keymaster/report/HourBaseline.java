package dev.keymaster.report;

import dev.keymaster.model.AccessReport;
import java.time.LocalDate;

/**
 * The hours at which keys were used of late: counts by hour of the day for the newest {@link
 * AccessReport#BASELINE_DAYS} days and today, however many accesses there were.
 */
final class HourBaseline {
  private static final int HOURS = 24;
  private static final int DAYS = AccessReport.BASELINE_DAYS + 1;

  /** What the days before say about an hour. */
  enum Verdict {
    USUAL,
    UNUSUAL,
    /** Too few accesses to tell. */
    UNKNOWN
  }

  private final long[][] counts = new long[DAYS][HOURS];
  private final long[] earlier = new long[HOURS];
  private long total;
  private long newest = Long.MIN_VALUE;

  /** Judges an access by the days before its own, then takes it in. */
  Verdict add(LocalDate date, int hour) {
    long day = date.toEpochDay();
    advance(day);
    Verdict verdict = judge(hour);
    if (day == newest) {
      counts[slot(day)][hour]++;
    } else if (day > newest - DAYS) { // a clock that was set back
      counts[slot(day)][hour]++;
      earlier[hour]++;
      total++;
    }
    return verdict;
  }

  private Verdict judge(int hour) {
    if (total < AccessReport.BASELINE_ACCESSES) {
      return Verdict.UNKNOWN;
    }
    return earlier[hour] * AccessReport.USUAL_SHARE < total ? Verdict.UNUSUAL : Verdict.USUAL;
  }

  /** Makes {@code day} the newest: the one before joins the history, those too old leave it. */
  private void advance(long day) {
    if (newest == Long.MIN_VALUE) {
      newest = day;
    }
    for (long end = Math.min(day, newest + 2L * DAYS); newest < end; ) {
      take(slot(newest), 1);
      newest++;
      take(slot(newest), -1);
      counts[slot(newest)] = new long[HOURS];
    }
    newest = Math.max(newest, day);
  }

  private void take(int slot, int sign) {
    for (int hour = 0; hour < HOURS; hour++) {
      earlier[hour] += sign * counts[slot][hour];
      total += sign * counts[slot][hour];
    }
  }

  private static int slot(long day) {
    return Math.floorMod(day, DAYS);
  }
}
