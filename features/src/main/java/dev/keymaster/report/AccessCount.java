package dev.keymaster.report;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AccessReport;
import dev.keymaster.model.AccessReport.Day;
import dev.keymaster.model.AccessReport.Row;
import dev.keymaster.model.AccessReport.Totals;
import dev.keymaster.model.AccessReport.Unusual;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes an access report out of events that come by one at a time, oldest first, beginning with the
 * first of the log. Its memory depends on how many programs, keys and days there are, and is
 * bounded: beyond {@link #MOST_ROWS} rows accesses are only summed up. Not thread-safe.
 */
public final class AccessCount {
  /** How many rows it keeps, and how many programs it remembers from before. */
  public static final int MOST_ROWS = 10_000;

  private static final int HOURS = 24;

  private final AccessQuery query;
  private final Instant until;
  private final HourBaseline baseline = new HourBaseline();
  private final Set<String> known = new HashSet<>();
  private final Map<Tally.Who, Tally> tallies = new HashMap<>();
  private final Map<LocalDate, long[]> days = new TreeMap<>();
  private final long[] week = new long[7 * HOURS];
  private final Deque<Unusual> unusual = new ArrayDeque<>();
  private long accesses;
  private long refused;
  private long judged;
  private long unusualCount;
  private long unlisted;

  /** Starts counting; events later than {@code until} are left out. */
  public AccessCount(AccessQuery query, Instant until) {
    this.query = query;
    this.until = until;
  }

  /** Takes the next event. */
  public void add(Event event) {
    boolean granted = granted(event.kind());
    if (!granted && event.kind() != EventKind.DENIED) {
      return;
    }
    KeyRef key = key(event.subject());
    String program = event.caller().program();
    if (event.time().isAfter(until) || !query.includes(key, program)) {
      return;
    }
    if (!granted) {
      refusal(event, key);
    } else if (key != null) {
      access(event, key);
    }
  }

  private static boolean granted(EventKind kind) {
    return kind == EventKind.REVEAL || kind == EventKind.DELIVER || kind == EventKind.EXPORT;
  }

  /** Returns the key that a record is about, without its version; null if it is about none. */
  private static @Nullable KeyRef key(String subject) {
    if (!subject.startsWith(KeyRef.SCHEME)) {
      return null;
    }
    try {
      KeyRef ref = KeyRef.parse(subject);
      return new KeyRef(ref.environment(), ref.name());
    } catch (KeymasterException e) {
      return null;
    }
  }

  private void refusal(Event event, @Nullable KeyRef key) {
    if (counts(event)) {
      refused++;
      day(event.time().atZone(query.zone()).toLocalDate())[1]++;
      Tally tally = tally(event, key);
      if (tally != null) {
        tally.refusal(event.time());
      }
    }
  }

  private boolean counts(Event event) {
    return !event.time().isBefore(query.since());
  }

  private void access(Event event, KeyRef key) {
    ZonedDateTime when = event.time().atZone(query.zone());
    HourBaseline.Verdict verdict = baseline.add(when.toLocalDate(), when.getHour());
    if (!counts(event)) {
      remember(event.caller().program());
      return;
    }
    accesses++;
    day(when.toLocalDate())[0]++;
    week[(when.getDayOfWeek().getValue() - 1) * HOURS + when.getHour()]++;
    judged(event, key, verdict);
    Tally tally = tally(event, key);
    if (tally != null) {
      tally.access(event.time(), verdict == HourBaseline.Verdict.UNUSUAL);
    }
  }

  private void judged(Event event, KeyRef key, HourBaseline.Verdict verdict) {
    judged += verdict == HourBaseline.Verdict.UNKNOWN ? 0 : 1;
    if (verdict == HourBaseline.Verdict.UNUSUAL) {
      unusualCount++;
      unusual.addFirst(
          new Unusual(event.time(), event.caller().uid(), event.caller().program(), key));
      if (unusual.size() > AccessReport.SHOWN) {
        unusual.removeLast();
      }
    }
  }

  private void remember(String program) {
    if (known.size() < MOST_ROWS) {
      known.add(program);
    }
  }

  private long[] day(LocalDate date) {
    return days.computeIfAbsent(date, d -> new long[2]);
  }

  private @Nullable Tally tally(Event event, @Nullable KeyRef key) {
    Tally.Who who = new Tally.Who(event.caller().uid(), event.caller().program(), key);
    Tally tally = tallies.get(who);
    if (tally == null && tallies.size() < MOST_ROWS) {
      tally = new Tally(who, event.time());
      tallies.put(who, tally);
    }
    unlisted += tally == null ? 1 : 0;
    return tally;
  }

  /** Returns what was counted so far. */
  public AccessReport report() {
    List<Row> rows = new ArrayList<>();
    tallies.forEach((who, tally) -> rows.add(tally.row(isNew(who.program()))));
    rows.sort(
        Comparator.comparingLong(Row::accesses)
            .thenComparing(Row::last)
            .reversed()
            .thenComparing(Row::program));
    List<Day> counted = new ArrayList<>();
    days.forEach((date, counts) -> counted.add(new Day(date, counts[0], counts[1])));
    return new AccessReport(
        query,
        until,
        new Totals(accesses, refused, judged, unusualCount, unlisted),
        List.copyOf(rows),
        List.copyOf(counted),
        IntStream.range(0, week.length).mapToObj(i -> week[i]).toList(),
        List.copyOf(unusual));
  }

  /** Once there were more programs than are remembered, none can be called new. */
  private boolean isNew(String program) {
    return known.size() < MOST_ROWS && !known.contains(program);
  }
}
