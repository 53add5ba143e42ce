package dev.keymaster.model;

import java.util.Locale;

/** How a second factor makes its codes. */
public enum FactorKind implements Tagged {
  /** By the time: RFC 6238. */
  TOTP(1),
  /** By a counter: RFC 4226. */
  HOTP(2);

  private final int tag;

  FactorKind(int tag) {
    this.tag = tag;
  }

  @Override
  public int tag() {
    return tag;
  }

  /** Returns the word for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
