package dev.keymaster.standin;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key that the provider made. Its value is not kept, only the hash of it. */
final class HeldKey {
  /** What it is good for. */
  enum Kind {
    /** Inference. */
    KEY,
    /** Managing keys. */
    ADMIN
  }

  final String id;
  final Kind kind;
  final String hash;
  final String hint;
  final Instant created;
  String name;

  /** Whom it belongs to within the account: a project and service account; may be empty. */
  String project = "";

  String owner = "";
  boolean disabled;
  boolean archived;
  boolean gone;
  @Nullable Instant updated;
  @Nullable Instant expires;
  @Nullable Instant lastUsed;
  @Nullable BigDecimal limit;
  @Nullable String reset;
  boolean byokInLimit;
  BigDecimal spent = BigDecimal.ZERO;
  long requests;

  HeldKey(String id, Kind kind, String name, String hash, String hint, Instant created) {
    this.id = id;
    this.kind = kind;
    this.name = name;
    this.hash = hash;
    this.hint = hint;
    this.created = created;
  }

  /** Tells whether it opens anything at that time. */
  boolean good(Instant now) {
    Instant end = expires;
    return !disabled && !archived && !gone && (end == null || now.isBefore(end));
  }

  boolean exhausted() {
    BigDecimal most = limit;
    return most != null && spent.compareTo(most) >= 0;
  }
}
