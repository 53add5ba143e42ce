package dev.keymaster.policy;

import java.util.Locale;

/** What a rule says. */
public enum Effect {
  /** It may be done. */
  ALLOW,
  /** It may not. */
  DENY,
  /** A person is asked each time; no answer means no. */
  ASK;

  /** Returns whether it leaves less than another. */
  boolean isStricterThan(Effect other) {
    return other == ALLOW ? this != ALLOW : other == ASK && this == DENY;
  }

  /** Returns the word for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
