package dev.keymaster.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who used which keys, how often and when. An access is a key that was revealed, delivered to a
 * program or exported. Holds no values.
 *
 * @param query what was asked
 * @param until when it was made
 * @param totals the sums
 * @param rows one for each user, program and key, the most frequent first
 * @param days those on which anything happened, in their order
 * @param week accesses by hour of the week, 168 of them, from Monday 0 to 1 o'clock
 * @param unusual the newest accesses at unusual hours, newest first, at most {@link #SHOWN}
 */
public record AccessReport(
    AccessQuery query,
    Instant until,
    Totals totals,
    List<Row> rows,
    List<Day> days,
    List<Long> week,
    List<Unusual> unusual) {
  /** How many accesses at unusual hours are told one by one. */
  public static final int SHOWN = 100;

  /** An hour of the day is unusual if less than one in so many of the earlier accesses fell in. */
  public static final int USUAL_SHARE = 100;

  /** How many days before its own an access is judged by. */
  public static final int BASELINE_DAYS = 30;

  /** How many accesses those days must have had for a judgement. */
  public static final int BASELINE_ACCESSES = 100;

  /**
   * The sums.
   *
   * @param accesses that were granted
   * @param refused that were not
   * @param judged how many accesses had history enough to tell whether their hour was unusual
   * @param unusual how many of those were at an unusual hour
   * @param unlisted accesses and refusals beyond the rows that a report holds
   */
  public record Totals(long accesses, long refused, long judged, long unusual, long unlisted) {}

  /**
   * What one program did with one key.
   *
   * @param uid whose program
   * @param program its name, as recorded
   * @param key without version; null for a refusal that was about no key
   * @param accesses that were granted
   * @param refused that were not
   * @param unusual how many of the accesses were at an unusual hour
   * @param first the earliest counted
   * @param last the latest counted
   * @param newProgram whether that program had used none of the chosen keys before
   */
  public record Row(
      long uid,
      String program,
      @Nullable KeyRef key,
      long accesses,
      long refused,
      long unusual,
      Instant first,
      Instant last,
      boolean newProgram) {}

  /** One day. */
  public record Day(LocalDate date, long accesses, long refused) {}

  /** One access at an unusual hour. */
  public record Unusual(Instant time, long uid, String program, KeyRef key) {}

  /**
   * The accesses of one program or of one key.
   *
   * @param name of the program, or {@code ENV/NAME} of the key
   * @param others how many keys or programs are at the other end
   */
  public record Share(
      String name, long accesses, int others, Instant first, Instant last, boolean newProgram) {}

  /** Returns the programs, the most frequent first. */
  public List<Share> programs() {
    return shares(Row::program);
  }

  /** Returns the keys, the most frequent first. */
  public List<Share> keys() {
    return shares(row -> row.key() == null ? "" : name(row.key())).stream()
        .filter(share -> !share.name().isEmpty())
        .toList();
  }

  /** Returns the programs that had used none of the chosen keys before, newest first. */
  public List<Share> newPrograms() {
    return programs().stream()
        .filter(Share::newProgram)
        .sorted(Comparator.comparing(Share::first).reversed())
        .toList();
  }

  /** Returns how a key is shown: {@code ENV/NAME}. */
  public static String name(KeyRef key) {
    return key.environment() + "/" + key.name();
  }

  private List<Share> shares(Function<Row, String> name) {
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    rows.stream()
        .filter(row -> row.accesses() > 0)
        .forEach(row -> groups.computeIfAbsent(name.apply(row), n -> new ArrayList<>()).add(row));
    return groups.entrySet().stream()
        .map(group -> share(group.getKey(), group.getValue()))
        .sorted(Comparator.comparingLong(Share::accesses).reversed().thenComparing(Share::name))
        .toList();
  }

  private static Share share(String name, List<Row> rows) {
    return new Share(
        name,
        rows.stream().mapToLong(Row::accesses).sum(),
        rows.size(),
        rows.stream().map(Row::first).min(Comparator.naturalOrder()).orElseThrow(),
        rows.stream().map(Row::last).max(Comparator.naturalOrder()).orElseThrow(),
        rows.getFirst().newProgram());
  }
}
