package dev.keymaster.lifecycle;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.VersionState;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.IssuedKey;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides, from what is durable and what a provider said, what comes next. Pure. What it keeps to:
 *
 * <ul>
 *   <li>a key is asked for once: whatever is not plainly refused may have been done;
 *   <li>nothing is handed out before it is found good, where something else is handed out already;
 *   <li>what is handed out is never ended by a rotation;
 *   <li>an entry is closed only when no key is left that nobody would ever end.
 * </ul>
 */
final class Steps {
  /** How long a key may take to appear at a provider whose answer was lost. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /** How far a provider's clock may be behind. */
  private static final Duration SKEW = Duration.ofMinutes(2);

  private static final Duration LOOK_FOR_PROGRAM = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(30);
  private static final Duration LONGEST_RETRY = Duration.ofHours(6);
  private static final int MOST_DOUBLINGS = 10;

  private Steps() {}

  /**
   * Says what is due.
   *
   * @param key as it is now; null if there is none of that name
   * @param abandoned whether the program that a key was made for is gone
   */
  static Next next(Entry entry, @Nullable KeyRecord key, boolean abandoned, Instant now) {
    if (entry.notBefore().isAfter(now) && !(abandoned && entry.stage() == Stage.SWITCHED)) {
      return new Next.Wait();
    }
    return switch (entry.stage()) {
      case INTENDED, LOST -> new Next.Find();
      case BROUGHT -> key == null ? new Next.Close() : new Next.Announce();
      case ANNOUNCING -> key == null ? new Next.Close() : new Next.Tell();
      case MINTED -> key == null ? new Next.Close() : new Next.Verify();
      case VERIFIED -> key == null ? new Next.Close() : new Next.Switch();
      case UNDOING -> key == null ? new Next.Close() : new Next.Undo();
      case SWITCHED, ENDING -> key == null ? new Next.Close() : ending(entry, key);
    };
  }

  /**
   * Says when to look at something again. A program that a key was made for may end at any time,
   * and tells nobody if it is killed: it is looked for.
   *
   * @param abandoned whether the program that a key was made for is gone
   */
  static Instant due(Entry entry, boolean abandoned, Instant now) {
    if (entry.kind() != Kind.CHILD || entry.stage() != Stage.SWITCHED) {
      return entry.notBefore();
    }
    Instant next = abandoned ? now : now.plus(LOOK_FOR_PROGRAM);
    return next.isBefore(entry.notBefore()) ? next : entry.notBefore();
  }

  private static Next ending(Entry entry, KeyRecord key) {
    if (entry.kind() == Kind.WITHDRAW) {
      return new Next.Withdraw();
    }
    if (entry.kind() == Kind.HALT) {
      return new Next.Halt(entry.old());
    }
    if (entry.kind() == Kind.ROTATE) {
      return key.version(entry.old()).filter(Steps::mayEnd).isPresent()
          ? new Next.End(entry.old())
          : new Next.Close();
    }
    Optional<KeyVersion> left = key.versions().stream().filter(KeyVersion::outstanding).findFirst();
    return left.isPresent() ? new Next.End(left.get().number()) : new Next.Forget();
  }

  /** Somebody may have rolled back to it. */
  private static boolean mayEnd(KeyVersion version) {
    return version.outstanding() && version.state() != VersionState.CURRENT;
  }

  /** The provider did not make a key, or not plainly; empty if it plainly did not. */
  static Optional<Entry> notMinted(Entry entry, Failure failure, Instant now) {
    return switch (failure.kind()) {
      case UNSUPPORTED, NOT_ALLOWED, NOT_FOUND, REFUSED, RATE_LIMITED, UNAVAILABLE ->
          Optional.empty();
      case UNCERTAIN, MALFORMED -> Optional.of(entry.failed(Stage.LOST, failure.message(), now));
    };
  }

  /**
   * Picks the keys that an order may have made whose answer was lost.
   *
   * @param name what they are called; empty where the provider gives them no names, so that they
   *     may be anybody's
   * @param known ids that the vault has
   */
  static List<IssuedKey> lost(
      Entry entry, String name, List<IssuedKey> listed, Set<Map<String, String>> known) {
    Instant earliest = entry.begun().minus(SKEW);
    return listed.stream()
        .filter(key -> key.name().equals(name))
        .filter(key -> key.created() == null || !key.created().isBefore(earliest))
        .filter(key -> !known.contains(key.id().parts()))
        .toList();
  }

  /** No lost key was found, or it could not be looked for: look again, or enough; empty if so. */
  static Optional<Entry> notFound(Entry entry, @Nullable String failure, Instant now) {
    if (failure == null && !now.isBefore(entry.begun().plus(PATIENCE))) {
      return Optional.empty();
    }
    String why = failure == null ? entry.failure() : failure;
    return Optional.of(entry.failed(Stage.LOST, why, now.plus(LOOK_AGAIN)));
  }

  /**
   * What the provider says about the new key.
   *
   * @param settling how long it may be refused although it is good
   */
  static Entry verified(Entry entry, Reply<Standing> reply, Duration settling, Instant now) {
    return switch (reply) {
      case Reply.Answer<Standing>(Standing.Invalid invalid, var limits)
          when now.isBefore(entry.begun().plus(settling)) ->
          unverified(entry, new Failure(Failure.Kind.NOT_ALLOWED, invalid.reason(), 0, null), now);
      case Reply.Answer<Standing>(Standing.Valid valid, var limits) -> entry.at(Stage.VERIFIED);
      case Reply.Answer<Standing>(Standing.Invalid invalid, var limits) ->
          entry.failed(Stage.UNDOING, "the new key is not good: " + invalid.reason(), now);
      case Reply.Failed<Standing>(Failure failure) -> unverified(entry, failure, now);
    };
  }

  private static Entry unverified(Entry entry, Failure failure, Instant now) {
    boolean nothingElse = entry.kind() != Kind.ROTATE;
    return nothingElse || failure.kind() == Failure.Kind.UNSUPPORTED
        ? entry.at(Stage.VERIFIED)
        : entry.failed(Stage.MINTED, failure.message(), later(entry, failure.retryAfter(), now));
  }

  /**
   * The provider did not end a key.
   *
   * @param waits whether it is withheld already because an earlier try failed
   * @return when to try again; empty if it is no use, so that all stays as it was
   */
  static Optional<Entry> notEnded(Entry entry, boolean waits, Failure failure, Instant now) {
    boolean asked = entry.kind() == Kind.REVOKE && entry.attempts() == 0 && !waits;
    boolean refused =
        switch (failure.kind()) {
          case UNSUPPORTED, NOT_ALLOWED, REFUSED -> true;
          case NOT_FOUND, RATE_LIMITED, UNAVAILABLE, UNCERTAIN, MALFORMED -> false;
        };
    return asked && refused
        ? Optional.empty()
        : Optional.of(
            entry.failed(
                entry.stage(), failure.message(), later(entry, failure.retryAfter(), now)));
  }

  /** A version could not be stopped, again. */
  static Entry notHalted(Entry entry, String why, Instant now) {
    return entry.failed(Stage.ENDING, why, later(entry, null, now));
  }

  private static Instant later(Entry entry, @Nullable Duration asked, Instant now) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(entry.attempts(), MOST_DOUBLINGS));
    Duration bounded = wait.compareTo(LONGEST_RETRY) < 0 ? wait : LONGEST_RETRY;
    return now.plus(asked != null && asked.compareTo(bounded) > 0 ? asked : bounded);
  }

  /** Returns a version in the state in which its provider left it. */
  static Issued revoked(KeyVersion version) {
    Issued issued = version.issued();
    if (issued == null) {
      throw new BugException("ended a key that nobody issued");
    }
    return issued.in(Issued.State.REVOKED);
  }
}
