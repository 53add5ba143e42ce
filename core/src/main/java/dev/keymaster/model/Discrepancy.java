package dev.keymaster.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider's list of keys and the vault do not agree, or something is to be done.
 *
 * @param service the provider
 * @param kind what it is
 * @param id how the provider names the key, its parts joined by {@code /}; empty if unknown
 * @param name what it is called there; may be empty
 * @param hint what the provider shows of its value; may be empty
 * @param ref the key in the vault; of one that the vault does not know by its id the one that it
 *     may be, by what the provider shows of its value; null if there is none
 * @param created when it was made; null if the provider does not tell
 * @param lastUsed when it was last used; null if never or not told
 * @param note what more there is to say; may be empty
 */
public record Discrepancy(
    ServiceName service,
    Kind kind,
    String id,
    String name,
    String hint,
    @Nullable KeyRef ref,
    @Nullable Instant created,
    @Nullable Instant lastUsed,
    String note) {
  /** What to do if a key that the vault hands out may be the one that is to be ended. */
  public static final String SURELY = "reconcile --revoke ID at a terminal asks whether to";

  /** What there is to be found. */
  public enum Kind {
    /** A key of the provider that the vault does not have. */
    UNKNOWN,
    /** The same, left over from an order of this vault whose answer was lost, or from a program. */
    ORPHANED,
    /** A key of the vault that the provider does not have any more. */
    GONE,
    /** A key that was not used since it was made a month ago or more. */
    NEVER_USED,
    /** A key that is older than the policy wants. */
    OVERDUE,
    /** Nothing can be told of this provider: it did not answer. */
    UNASKED
  }

  /** Returns whether the vault does not know it, by the id of its provider. */
  public boolean isStray() {
    return kind == Kind.UNKNOWN || kind == Kind.ORPHANED;
  }

  /** Returns the same of one that a key of the vault may be. */
  public Discrepancy maybe(KeyRef key) {
    String more = "may be " + key;
    String said = note.isEmpty() ? more : note + ", " + more;
    return new Discrepancy(service, kind, id, name, hint, key, created, lastUsed, said);
  }

  /** Returns that nothing can be told of a provider, and why. */
  public static Discrepancy unasked(ServiceName service, String why) {
    return new Discrepancy(service, Kind.UNASKED, "", "", "", null, null, null, why);
  }
}
