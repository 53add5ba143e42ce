package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.lifecycle.Schedule.Candidate;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.providers.Ability;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keys that end or are to be rotated, as a process sees them that stays: which of them it can
 * rotate by itself, and of which a person was reminded.
 */
public final class Upkeep {
  private final GuardedLifecycle vault;
  private final Clients clients;

  /**
   * What came of rotating a key so far.
   *
   * @param failures how often it failed since it last worked
   * @param failed when it did last; null if it did not
   */
  public record Tries(int failures, @Nullable Instant failed) {
    /** None. */
    public static final Tries NONE = new Tries(0, null);

    /** Returns those that were about a value of that time; it was stored by the last otherwise. */
    Tries of(Instant since) {
      return failed == null || since.isBefore(failed) ? this : NONE;
    }

    /** Returns one more that failed. */
    public Tries again(Instant now) {
      return new Tries(failures + 1, now);
    }
  }

  /** Makes it for the caller of that guard. */
  public Upkeep(GuardedLifecycle vault, Clients clients) {
    this.vault = vault;
    this.clients = clients;
  }

  /** Returns all keys that are handed out. */
  public List<Candidate> candidates(Function<KeyRef, Tries> tries) {
    Reminders reminders = Reminders.of(vault.reminders());
    Map<ServiceName, Boolean> alone = new HashMap<>();
    return vault.deadlines(Selection.ALL).stream()
        .map(key -> {
          Tries tried = tries.apply(key.ref()).of(key.since());
          return new Candidate(
              key,
              isMade(key) && alone.computeIfAbsent(key.service(), this::alone),
              reminders.last(key.ref()),
              tried.failures(),
              tried.failed());
        })
        .toList();
  }

  /** Tells whether its provider made it: in the place of another one a key is made for a person. */
  private boolean isMade(Deadline key) {
    KeyRecord found = vault.find(key.ref());
    return found != null && found.isMade();
  }

  /** Tells whether keys of a service can be made without a person. */
  private boolean alone(ServiceName service) {
    try {
      return vault.hasAdmin(service)
          && clients.of(service, vault.adminAddress(service)).abilities().contains(Ability.MINT);
    } catch (KeymasterException e) {
      return false; // a provider that nobody knows, or whose address is not set
    }
  }

  /**
   * Records that a key needs a person, so that alerts tell somebody.
   *
   * @param why a rotation failed; empty if none was tried
   * @param all the keys that there are
   */
  public void remind(Deadline key, String why, List<Candidate> all) {
    List<KeyRef> wanted = all.stream().map(one -> one.deadline().ref()).toList();
    vault.proceed(commit -> {
      Reminders reminders = Reminders.of(commit.reminders());
      reminders.note(key.ref(), commit.now(), wanted);
      commit.reminders(reminders.encoded());
      commit.record(EventKind.DUE, key.ref().toString(), said(key, why));
      return key;
    });
  }

  private static String said(Deadline key, String why) {
    Instant due = key.due();
    Instant expires = key.expires();
    boolean ends = expires != null && (due == null || expires.isBefore(due));
    String when = ends ? "it ends " + expires : "to be rotated by " + due;
    return why.isEmpty() ? when : when + "; " + why;
  }
}
