package dev.keymaster.alert;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.AlertRule;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How far the log was looked at, and what came of it: the messages that wait, what was told just
 * now, the bursts that build up, the programs that are known. The log itself is the queue of what
 * was not looked at yet, so that nothing is lost between a record and its alert. Everything is
 * bounded. Not thread-safe.
 */
public final class AlertState {
  /** The document that holds it (docs/format.md §7.4.1). */
  public static final String DOCUMENT = "alert-state";

  /** The same thing by the same program on the same key is told once in that time. */
  public static final Duration QUIET = Duration.ofMinutes(1);

  /** What happened longer ago is told no more. */
  public static final Duration STALE = Duration.ofHours(24);

  static final int MOST_PENDING = 256;
  static final int MOST_QUIET = 256;
  static final int MOST_PROGRAMS = 2_048;

  private long next;
  private long serial = 1;
  private boolean changed;
  private long dropped;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Map<Long, Quiet> quiet = new LinkedHashMap<>();
  private final Map<String, Deque<Instant>> bursts = new HashMap<>();
  private final Set<Long> programs = new LinkedHashSet<>();

  private record Quiet(Instant since, long held) {}

  private AlertState(long next) {
    this.next = next;
  }

  /** Begins with the event of that number; what happened before is only learnt from. */
  public static AlertState beginning(long next, List<Event> before) {
    AlertState state = new AlertState(next);
    before.stream()
        .filter(event -> isAccess(event.kind()))
        .forEach(event -> state.know(event.caller().program()));
    state.changed = true;
    return state;
  }

  /** Reads a document. */
  public static AlertState of(byte[] document) {
    FieldReader in = new FieldReader("the state of the alerts", document);
    AlertState state = new AlertState(in.u64(1));
    state.serial = in.u64(2);
    in.repeated(3).forEach(one -> state.pending.add(Pending.of(new FieldReader("an alert", one))));
    in.repeated(4).forEach(one -> state.quiet(new FieldReader("an alert that was told", one)));
    in.repeated(5).forEach(one -> state.burst(new FieldReader("a burst", one)));
    in.repeated(6).forEach(one -> state.programs.add(ByteBuffer.wrap(one).getLong()));
    in.end();
    return state;
  }

  private void quiet(FieldReader in) {
    quiet.put(in.u64(1), new Quiet(in.time(2), in.u64(3)));
    in.end();
  }

  private void burst(FieldReader in) {
    Deque<Instant> times = new ArrayDeque<>();
    bursts.put(in.text(1), times);
    in.repeated(2).forEach(one -> times.add(Instant.ofEpochMilli(ByteBuffer.wrap(one).getLong())));
    in.end();
  }

  /** Returns it as a document. */
  public byte[] encoded() {
    Fields out = new Fields().u64(1, next).u64(2, serial);
    pending.forEach(one -> out.nested(3, one.encoded()));
    quiet.forEach((what, one) ->
        out.nested(4, new Fields().u64(1, what).time(2, one.since()).u64(3, one.held())));
    bursts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(one -> out.nested(5, burst(one.getKey(), one.getValue())));
    programs.forEach(program -> out.u64(6, program));
    return out.encoded();
  }

  private static Fields burst(String rule, Deque<Instant> times) {
    Fields out = new Fields().text(1, rule);
    times.forEach(time -> out.u64(2, time.toEpochMilli()));
    return out;
  }

  /** Returns the number of the event to look at next. */
  public long next() {
    return next;
  }

  /** Tells whether something came of what was looked at, so that it has to be kept. */
  public boolean changed() {
    return changed;
  }

  /** Tells whether that message waits. */
  public boolean isWaiting(long id) {
    return pending.stream().anyMatch(one -> one.id() == id);
  }

  /** Returns how many messages wait. */
  public int waiting() {
    return pending.size();
  }

  /** Returns how many messages were pushed out of a full queue since it was read. */
  public long dropped() {
    return dropped;
  }

  /** Leaves out what was erased from the log, or is too much to look at. */
  public void skipTo(long number) {
    changed |= number > next;
    next = Math.max(next, number);
  }

  /** Looks at the next event. */
  public void look(Event event, List<AlertRule> rules, Instant now) {
    next = event.number() + 1;
    if (event.kind() == EventKind.ALERT) { // an alert about alerts would never end
      return;
    }
    boolean first = isAccess(event.kind()) && know(event.caller().program());
    if (event.time().plus(STALE).isBefore(now)) {
      return;
    }
    for (AlertRule rule : rules) {
      if (Matching.matches(rule, event)
          && (!rule.newProgram() || first)
          && bursting(rule, event.time())) {
        raise(rule, event, now);
      }
    }
  }

  private static boolean isAccess(EventKind kind) {
    return kind == EventKind.REVEAL || kind == EventKind.DELIVER || kind == EventKind.EXPORT;
  }

  /** Learns a program; true if others were known and this one was not. */
  private boolean know(String program) {
    boolean others = !programs.isEmpty() && programs.size() < MOST_PROGRAMS;
    boolean added = programs.size() < MOST_PROGRAMS && programs.add(hash(program));
    changed |= added;
    return added && others;
  }

  private boolean bursting(AlertRule rule, Instant time) {
    AlertRule.Burst burst = rule.burst();
    if (burst == null) {
      return true;
    }
    Deque<Instant> times = bursts.computeIfAbsent(rule.name(), name -> new ArrayDeque<>());
    times.removeIf(earlier -> !earlier.plus(burst.within()).isAfter(time));
    times.add(time);
    if (times.size() < burst.count()) {
      return false;
    }
    times.clear();
    return true;
  }

  private void raise(AlertRule rule, Event event, Instant now) {
    long what = hash(what(rule, event));
    Quiet told = quiet.get(what);
    changed = true;
    if (told != null && event.time().isBefore(told.since().plus(QUIET))) {
      quiet.put(what, new Quiet(told.since(), told.held() + 1));
      return;
    }
    quiet.remove(what);
    quiet.put(what, new Quiet(event.time(), 0));
    if (quiet.size() > MOST_QUIET) {
      quiet.remove(quiet.keySet().iterator().next());
    }
    long count = rule.burst() == null ? 1 : rule.burst().count();
    long held = told == null ? 0 : told.held();
    rule.targets().forEach(target -> queue(rule.name(), target, event, count + held, now));
  }

  private static String what(AlertRule rule, Event event) {
    KeyRef key = Matching.key(event);
    String about = rule.burst() != null ? "" : key == null ? event.subject() : key.toString();
    String by = rule.burst() != null ? "" : event.caller().program();
    return String.join("\0", rule.name(), event.kind().word(), about, by);
  }

  private void queue(String rule, AlertTarget target, Event event, long count, Instant now) {
    if (pending.size() >= MOST_PENDING) {
      pending.removeFirst();
      dropped++;
    }
    pending.add(new Pending(serial++, rule, target, event, count, 0, now));
  }

  private static long hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tells whether there is something to deliver now. */
  public boolean isDue(Predicate<AlertTarget> reached, Instant now) {
    return pending.stream().anyMatch(one -> isDue(one, reached, now));
  }

  /** Returns when a message that waits is to be delivered next; empty if none waits. */
  public Optional<Instant> again(Predicate<AlertTarget> reached) {
    return pending.stream()
        .filter(one -> reached.test(one.target()))
        .map(Pending::next)
        .min(Comparator.naturalOrder());
  }

  private static boolean isDue(Pending one, Predicate<AlertTarget> reached, Instant now) {
    return !one.next().isAfter(now) && reached.test(one.target());
  }

  /**
   * Hands out what is to be delivered now, and to nobody else until {@code lease} is over. Messages
   * that nobody could be told of in {@link #STALE} are forgotten.
   */
  public List<Pending> take(Predicate<AlertTarget> reached, Instant now, Duration lease) {
    List<Pending> taken = new ArrayList<>();
    changed |= pending.removeIf(one -> one.event().time().plus(STALE).isBefore(now));
    for (int i = pending.size(); i > 0; i--) {
      Pending one = pending.removeFirst();
      boolean due = isDue(one, reached, now);
      if (due) {
        taken.add(one);
      }
      pending.add(due ? one.at(now.plus(lease)) : one);
    }
    changed |= !taken.isEmpty();
    return taken;
  }

  /** A message was delivered. */
  public void delivered(long id) {
    changed |= pending.removeIf(one -> one.id() == id);
  }

  /**
   * A message could not be delivered; it is tried again later, or given up.
   *
   * @return the message after that failure; empty if it does not wait any more
   */
  public Optional<Pending> failed(long id, Instant now) {
    @Nullable Pending found =
        pending.stream().filter(one -> one.id() == id).findFirst().orElse(null);
    if (found == null) {
      return Optional.empty();
    }
    Pending later = found.failed(now);
    pending.remove(found);
    if (!later.hopeless()) {
      pending.add(later);
    }
    changed = true;
    return Optional.of(later);
  }

  /** Forgets what waits for a rule that is gone. */
  public void forget(String rule) {
    changed |= pending.removeIf(one -> one.rule().equals(rule));
    changed |= bursts.remove(rule) != null;
  }
}
