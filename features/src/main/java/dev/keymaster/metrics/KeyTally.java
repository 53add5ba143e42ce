package dev.keymaster.metrics;

import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many keys there are, and how many of them end soon. */
record KeyTally(List<KeySummary> keys, Instant now) {
  void write(Exposition out) {
    String all = "keymaster_keys";
    out.metric(all, "gauge", "Keys in the vault, by status.");
    for (KeyStatus status : KeyStatus.values()) {
      String word = status.name().toLowerCase(Locale.ROOT);
      out.sample(
          all, Map.of("status", word), keys.stream().filter(key -> key.status() == status).count());
    }
    out.metric("keymaster_keys_expired", "gauge", "Active keys that are past their expiry.");
    out.sample("keymaster_keys_expired", ending(Instant.MIN, now));
    String soon = "keymaster_keys_expiring";
    out.metric(soon, "gauge", "Active keys that expire within that time.");
    for (int days : List.of(7, 30)) {
      Instant end = now.plus(Duration.ofDays(days));
      out.sample(soon, Map.of("within", days + "d"), ending(now, end));
    }
  }

  private long ending(Instant after, Instant until) {
    return keys.stream()
        .filter(key -> key.status() == KeyStatus.ACTIVE)
        .map(KeySummary::expires)
        .filter(end -> end != null && end.isAfter(after) && !end.isAfter(until))
        .count();
  }
}
