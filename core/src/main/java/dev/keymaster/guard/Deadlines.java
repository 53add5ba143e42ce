package dev.keymaster.guard;

import dev.keymaster.model.Deadline;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.RotationTerm;
import dev.keymaster.vault.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When keys are to be rotated and when they end, by the policy and what is said of them. */
final class Deadlines {
  private final Asking asking;

  Deadlines(Asking asking) {
    this.asking = asking;
  }

  /** Returns those of the given keys that are handed out, in their order. */
  List<Deadline> of(Reading reading, List<KeySummary> keys) {
    return keys.stream()
        .filter(key -> key.status() == KeyStatus.ACTIVE)
        .map(key -> reading.find(key.environment(), key.name()))
        .flatMap(key -> key == null ? Stream.empty() : deadline(key, term(reading, key)).stream())
        .toList();
  }

  private static Optional<Deadline> deadline(KeyRecord key, RotationTerm term) {
    return key.current()
        .map(version ->
            new Deadline(
                key.ref(),
                key.details().service(),
                version.created(),
                term.every(),
                term.withheld(),
                key.details().expires()));
  }

  /** Tells why the value of a key is too old to be handed out; empty if it is not. */
  String overdue(Reading reading, KeyRecord key, Instant now) {
    RotationTerm term = term(reading, key);
    return deadline(key, term).filter(known -> known.isWithheld(now)).isPresent()
        ? "its value is older than the policy allows: " + term.text()
        : "";
  }

  private RotationTerm term(Reading reading, KeyRecord key) {
    return asking.gate().policy(reading).rotation(asking.about(Operation.ROTATE, key));
  }
}
