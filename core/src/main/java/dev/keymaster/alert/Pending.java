package dev.keymaster.alert;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A message that waits.
 *
 * @param count how many events it stands for
 * @param attempts that failed
 * @param next not before then
 */
public record Pending(
    long id, String rule, AlertTarget target, Event event, long count, int attempts, Instant next) {
  /** How long to wait after each failure; after the last one it is given up. */
  private static final List<Duration> WAITS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofHours(1));

  Pending at(Instant time) {
    return new Pending(id, rule, target, event, count, attempts, time);
  }

  /** Returns it after one more failure. */
  Pending failed(Instant now) {
    Duration wait = WAITS.get(Math.min(attempts, WAITS.size() - 1));
    return new Pending(id, rule, target, event, count, attempts + 1, now.plus(wait));
  }

  boolean hopeless() {
    return attempts > WAITS.size();
  }

  Fields encoded() {
    return new Fields()
        .u64(1, id)
        .text(2, rule)
        .nested(3, AlertCodec.target(target))
        .nested(4, AlertCodec.event(event))
        .u64(5, count)
        .u32(6, attempts)
        .time(7, next);
  }

  static Pending of(FieldReader in) {
    Pending pending =
        new Pending(
            in.u64(1),
            in.text(2),
            AlertCodec.target(in.nested(3)),
            AlertCodec.event(in.nested(4)),
            in.u64(5),
            in.number(6),
            in.time(7));
    in.end();
    return pending;
  }
}
