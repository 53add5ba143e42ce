package dev.keymaster.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message to one target. Holds no value of any key.
 *
 * @param id tells it from others of this vault; 0 for one that is not in the queue
 * @param rule that raised it
 * @param target who is to be told
 * @param event what happened; its number is negative where it is in no log
 * @param count how many such events it stands for
 * @param signingKey what signs it for a web hook; whoever receives it closes it
 */
public record Alert(
    long id,
    String rule,
    AlertTarget target,
    Event event,
    long count,
    @Nullable Secret signingKey) {
  /** What is told when the vault was changed by somebody else, or when a person tries a rule. */
  public static Alert unrecorded(
      String rule, AlertTarget target, Instant time, Caller caller, String what) {
    Event event = new Event(-1, time, EventKind.ALERT, caller, "the vault", what);
    return new Alert(0, rule, target, event, 1, null);
  }

  /**
   * Returns the same with what signs it.
   *
   * @param key taken over; null if nothing does
   */
  public Alert signedBy(byte @Nullable [] key) {
    return new Alert(id, rule, target, event, count, key == null ? null : Secret.taking(key));
  }

  /** Returns the word for what happened: that of the event, or {@code notice} for one in no log. */
  public String kind() {
    return event.number() < 0 ? "notice" : event.kind().word();
  }

  /** Returns one line for a person: {@code reveal of km://prod/openai#3 by node}. */
  public String line() {
    String what =
        event.number() < 0
            ? event.detail()
            : event.kind().word()
                + (event.subject().isEmpty() ? "" : " of " + event.subject())
                + (event.caller().program().isEmpty() ? "" : " by " + event.caller().program());
    return Printable.clean(count > 1 ? what + ", " + count + " times" : what);
  }
}
