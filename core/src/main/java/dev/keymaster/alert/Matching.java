package dev.keymaster.alert;

import dev.keymaster.model.AlertRule;
import dev.keymaster.model.Event;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.policy.Glob;
import org.jspecify.annotations.Nullable;

/** Which events a rule is about. */
final class Matching {
  private Matching() {}

  static boolean matches(AlertRule rule, Event event) {
    return rule.kinds().contains(event.kind())
        && matches(rule.program(), event.caller().program())
        && matches(rule, key(event));
  }

  private static boolean matches(AlertRule rule, @Nullable KeyRef key) {
    if (key == null) {
      return rule.environment() == null && rule.key() == null;
    }
    return matches(rule.environment(), key.environment().value())
        && matches(rule.key(), key.name().value());
  }

  private static boolean matches(@Nullable String pattern, String name) {
    return pattern == null || new Glob(pattern).matches(name);
  }

  /** Returns the key that an event is about, without version; null if it is about none. */
  static @Nullable KeyRef key(Event event) {
    if (!event.subject().startsWith(KeyRef.SCHEME)) {
      return null;
    }
    try {
      KeyRef ref = KeyRef.parse(event.subject());
      return new KeyRef(ref.environment(), ref.name());
    } catch (KeymasterException e) {
      return null;
    }
  }
}
