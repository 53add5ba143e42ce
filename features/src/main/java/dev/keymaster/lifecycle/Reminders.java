package dev.keymaster.lifecycle;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Of which keys a person was reminded, and when last (docs/format.md §7.4.3). */
final class Reminders {
  /** So that they never grow beyond a document; those of the longest ago are forgotten. */
  static final int MOST = 1000;

  private final Map<KeyRef, Instant> times = new LinkedHashMap<>();

  private Reminders() {}

  /** Reads them; null stands for none. */
  static Reminders of(byte @Nullable [] document) {
    Reminders reminders = new Reminders();
    if (document == null) {
      return reminders;
    }
    FieldReader in = new FieldReader("the reminders", document);
    for (byte[] entry : in.repeated(1)) {
      FieldReader at = new FieldReader("a reminder", entry);
      KeyRef ref = new KeyRef(new EnvironmentName(at.text(1)), new KeyName(at.text(2)));
      reminders.times.put(ref, at.time(3));
      at.end();
    }
    in.end();
    return reminders;
  }

  byte[] encoded() {
    Fields out = new Fields();
    times.forEach((ref, time) ->
        out.nested(
            1,
            new Fields()
                .text(1, ref.environment().value())
                .text(2, ref.name().value())
                .time(3, time)));
    return out.encoded();
  }

  /** Returns when that was last; null if never. */
  @Nullable Instant last(KeyRef ref) {
    return times.get(ref);
  }

  /** Notes a reminder, and forgets those of keys that need none any more. */
  void note(KeyRef ref, Instant now, Collection<KeyRef> wanted) {
    times.keySet().retainAll(wanted);
    times.remove(ref);
    while (times.size() >= MOST) {
      times.remove(times.keySet().iterator().next());
    }
    times.put(ref, now);
  }
}
