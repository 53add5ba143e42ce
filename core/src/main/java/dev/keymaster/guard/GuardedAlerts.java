package dev.keymaster.guard;

import dev.keymaster.alert.AlertBook;
import dev.keymaster.alert.AlertState;
import dev.keymaster.alert.Pending;
import dev.keymaster.model.AddedAlert;
import dev.keymaster.model.Alert;
import dev.keymaster.model.AlertRule;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import dev.keymaster.policy.Operation;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Reading;
import dev.keymaster.vault.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The alerts of an open vault: rules and state are documents in it, so they can be neither read nor
 * changed from outside, and survive restarts.
 */
public final class GuardedAlerts {
  private static final int KEY_LENGTH = 32;
  private static final int MOST_AT_ONCE = 10_000;
  private static final int LEARNT_FROM = 1_000;

  /** So many events may lie between the log's end and where it was looked at, without a commit. */
  private static final int LAG = 64;

  private final Vault vault;
  private final Asking asking;

  GuardedAlerts(Vault vault, Asking asking) {
    this.vault = vault;
    this.asking = asking;
  }

  /** Returns the rules, for whoever delivers. */
  public List<AlertRule> rules() {
    return vault.read(reading -> book(reading).rules());
  }

  /** Returns the rules, for the caller. */
  public List<AlertRule> list() {
    asking.demand(asking.about(Operation.AUDIT));
    return rules();
  }

  /** Returns a sample for each target of a rule; empty if there is no such rule. */
  public Optional<List<Alert>> sample(String name, Instant now) {
    asking.demand(asking.about(Operation.AUDIT));
    AlertBook book = vault.read(GuardedAlerts::book);
    return book.rules().stream()
        .filter(rule -> rule.name().equals(name))
        .findFirst()
        .map(rule -> unrecorded(rule, book, now, "this is a test, all is well").toList());
  }

  /** Returns what tells those who want to know it that the vault was changed by somebody else. */
  public List<Alert> alarms(String what, Instant now) {
    AlertBook book = vault.read(GuardedAlerts::book);
    return book.rules().stream()
        .filter(AlertRule::tampering)
        .flatMap(rule -> unrecorded(rule, book, now, what))
        .toList();
  }

  private Stream<Alert> unrecorded(AlertRule rule, AlertBook book, Instant now, String what) {
    return rule.targets().stream()
        .map(target -> Alert.unrecorded(rule.name(), target, now, asking.caller(), what))
        .map(alert -> alert.signedBy(book.key(rule.name())));
  }

  /** Returns how many messages wait to be delivered. */
  public int waiting() {
    asking.demand(asking.about(Operation.AUDIT));
    return vault.read(reading -> {
      byte[] document = reading.document(AlertState.DOCUMENT);
      return document == null ? 0 : AlertState.of(document).waiting();
    });
  }

  /**
   * Adds a rule; CONFLICT if there is one of that name.
   *
   * @param signed whether its web hook gets a key to check signatures with
   */
  public AddedAlert add(AlertRule rule, boolean signed, Randomness randomness) {
    byte[] key = signed ? randomness.bytes(KEY_LENGTH) : new byte[0];
    try {
      return asking.commit(
          Operation.POLICY,
          commit -> {
            AlertBook book = book(commit);
            book.add(rule, key);
            put(commit, book);
            put(commit, looked(commit, Instant.MIN));
            asking.record(commit, EventKind.ALERT, rule.name(), "added");
            return new AddedAlert(rule, signed ? Secret.copyOf(key) : null);
          });
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Removes a rule and what waits for it; NOT_FOUND if there is none of that name. */
  public void remove(String name) {
    asking.commit(
        Operation.POLICY,
        commit -> {
          AlertBook book = book(commit);
          book.remove(name);
          put(commit, book);
          AlertState state = looked(commit, Instant.MIN);
          state.forget(name);
          put(commit, state);
          asking.record(commit, EventKind.ALERT, name, "removed");
          return book;
        });
  }

  /** Tells whether there is anything to do; changes nothing. */
  public boolean due(Predicate<AlertTarget> reached, Instant now) {
    return vault.read(reading -> {
      List<AlertRule> rules = book(reading).rules();
      if (rules.stream().flatMap(rule -> rule.targets().stream()).noneMatch(reached)) {
        return false;
      }
      long before = next(reading);
      AlertState state = looked(reading, now);
      return state.isDue(reached, now) || state.changed() || state.next() - before >= LAG;
    });
  }

  /** Returns when a message that waits is to be delivered next; empty if none waits. */
  public Optional<Instant> again(Predicate<AlertTarget> reached) {
    return vault.read(reading -> {
      byte[] document = reading.document(AlertState.DOCUMENT);
      return document == null ? Optional.empty() : AlertState.of(document).again(reached);
    });
  }

  private static long next(Reading reading) {
    byte[] document = reading.document(AlertState.DOCUMENT);
    return document == null ? reading.events() : AlertState.of(document).next();
  }

  /**
   * Looks at the events since the last time, and hands out what is to be delivered now; nobody else
   * gets that until {@code lease} is over. The caller closes what it gets.
   */
  public List<Alert> take(Predicate<AlertTarget> reached, Instant now, Duration lease) {
    return vault.commit(commit -> {
      AlertBook book = book(commit);
      AlertState state = looked(commit, now);
      if (state.dropped() > 0) {
        record(commit, "", state.dropped() + " lost: the queue is full");
      }
      List<Alert> alerts = new ArrayList<>();
      state.take(reached, now, lease).forEach(one -> alerts.add(alert(one, book)));
      put(commit, state);
      return alerts;
    });
  }

  private static Alert alert(Pending one, AlertBook book) {
    return new Alert(one.id(), one.rule(), one.target(), one.event(), one.count(), null)
        .signedBy(book.key(one.rule()));
  }

  /** An alert was delivered. */
  public void delivered(Alert alert) {
    vault.commit(commit -> {
      AlertState state = looked(commit, Instant.MIN);
      state.delivered(alert.id());
      put(commit, state);
      return alert;
    });
  }

  /** An alert could not be delivered: records that, and has it tried again later, or given up. */
  public void failed(Alert alert, String why, Instant now) {
    vault.commit(commit -> {
      AlertState state = looked(commit, Instant.MIN);
      state
          .failed(alert.id(), now)
          .ifPresent(one -> {
            String end = state.isWaiting(one.id()) ? "" : "; given up";
            record(commit, alert.rule(), alert.target().shown() + ": " + why + end);
          });
      put(commit, state);
      return alert;
    });
  }

  private void record(Commit commit, String subject, String what) {
    asking.record(commit, EventKind.ALERT, subject, "not delivered: " + what);
  }

  private static AlertBook book(Reading reading) {
    byte[] document = reading.document(AlertBook.DOCUMENT);
    try {
      return AlertBook.of(document);
    } finally {
      if (document != null) {
        Arrays.fill(document, (byte) 0);
      }
    }
  }

  /** Returns the state; {@link Instant#MIN} for as it is, else after the events up to now. */
  private static AlertState looked(Reading reading, Instant now) {
    byte[] document = reading.document(AlertState.DOCUMENT);
    if (document == null) {
      return AlertState.beginning(reading.events(), newest(reading));
    }
    AlertState state = AlertState.of(document);
    if (!now.equals(Instant.MIN)) {
      List<AlertRule> rules = book(reading).rules();
      state.skipTo(Math.max(reading.pruned(), reading.events() - MOST_AT_ONCE));
      for (long number = state.next(); number < reading.events(); number++) {
        state.look(reading.event(number), rules, now);
      }
    }
    return state;
  }

  private static List<Event> newest(Reading reading) {
    List<Event> events = new ArrayList<>();
    long first = Math.max(reading.pruned(), reading.events() - LEARNT_FROM);
    for (long at = first; at < reading.events(); at++) {
      events.add(reading.event(at));
    }
    return events;
  }

  private static void put(Commit commit, AlertBook book) {
    byte[] document = book.encoded();
    commit.putDocument(AlertBook.DOCUMENT, document);
    Arrays.fill(document, (byte) 0);
  }

  private static void put(Commit commit, AlertState state) {
    commit.putDocument(AlertState.DOCUMENT, state.encoded());
  }
}
