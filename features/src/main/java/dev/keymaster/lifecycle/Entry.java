package dev.keymaster.lifecycle;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.ServiceName;
import java.time.Duration;
import java.time.Instant;

/**
 * One thing that is under way (docs/format.md §7.4.2).
 *
 * @param number of its own in this vault
 * @param kind what
 * @param stage how far it has come
 * @param service at which provider
 * @param ref which key
 * @param label what the new key is called at the provider
 * @param begun when
 * @param fresh version of the new key; 0 if there is none
 * @param old version of the key that it replaces; 0 if there is none
 * @param notBefore nothing is done until then
 * @param attempts how often the step that is due has failed
 * @param failure why it failed last; empty if it did not
 * @param holder who works on it
 * @param grace how long the old key stays good after the switch
 * @param address where the provider is asked about the new key; empty for where the credential that
 *     manages its keys is sent, or the catalogue says
 */
record Entry(
    long number,
    Kind kind,
    Stage stage,
    ServiceName service,
    KeyRef ref,
    String label,
    Instant begun,
    int fresh,
    int old,
    Instant notBefore,
    int attempts,
    String failure,
    Holder holder,
    Duration grace,
    String address) {

  private static final int LONGEST = 256;

  /** Something that begins now. */
  static Entry begin(
      Kind kind, Stage stage, ServiceName service, KeyRef ref, Instant now, Holder holder) {
    return new Entry(
        0,
        kind,
        stage,
        service,
        ref,
        ref.name().value(),
        now,
        0,
        0,
        now,
        0,
        "",
        holder,
        Duration.ZERO,
        "");
  }

  Entry numbered(long next) {
    return new Entry(
        next, kind, stage, service, ref, label, begun, fresh, old, notBefore, attempts, failure,
        holder, grace, address);
  }

  /** A step worked: the next one is due at once. */
  Entry at(Stage next) {
    return with(next, fresh, begun, 0, "");
  }

  /** The same, with nothing to do until then. */
  Entry at(Stage next, Instant due) {
    return with(next, fresh, due, 0, "");
  }

  /** The answer is stored as that version. */
  Entry minted(int version, Stage next, Instant due) {
    return with(next, version, due, 0, "");
  }

  /** The same step once more; how often it failed is kept, so that the waits grow. */
  Entry due(Stage next, Instant due) {
    return with(next, fresh, due, attempts, failure);
  }

  /** A step failed, and is due again then. */
  Entry failed(Stage next, String why, Instant due) {
    String cut = why.length() <= LONGEST ? why : why.substring(0, LONGEST);
    return with(next, fresh, due, attempts + 1, cut);
  }

  private Entry with(Stage next, int version, Instant due, int tries, String why) {
    return new Entry(
        number, kind, next, service, ref, label, begun, version, old, due, tries, why, holder,
        grace, address);
  }

  Entry heldBy(Holder next) {
    return new Entry(
        number, kind, stage, service, ref, label, begun, fresh, old, notBefore, attempts, failure,
        next, grace, address);
  }

  /** A rotation of that version, which stays good that long. */
  Entry replacing(int version, Duration stays) {
    return new Entry(
        number, kind, stage, service, ref, label, begun, fresh, version, notBefore, attempts,
        failure, holder, stays, address);
  }

  /** The same, with the provider asked about the new key at that address. */
  Entry verifiedAt(String where) {
    return new Entry(
        number, kind, stage, service, ref, label, begun, fresh, old, notBefore, attempts, failure,
        holder, grace, where);
  }

  /** What it is recorded as. */
  EventKind event() {
    return kind == Kind.ROTATE ? EventKind.ROTATE : EventKind.MINT;
  }

  /** Nothing is done about it until its time. */
  Progress waiting() {
    return waiting(notBefore);
  }

  /** Nothing is done about it until then. */
  Progress waiting(Instant until) {
    Ending ending = attempts > 0 ? Ending.PENDING : Ending.SCHEDULED;
    return new Progress(ref, ending, failure, until);
  }
}
