package dev.keymaster.guard;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.Caller;
import dev.keymaster.policy.Tries;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The document {@code mfa}: the second factors of a vault, wrong codes in a row, what is left of
 * the recovery codes, and which sessions gave a code lately. It is read and written in one
 * transaction with the decision that goes by it, so no two codes are looked at at once.
 *
 * @param factors confirmed ones and those that wait for their first code
 * @param tries wrong codes in a row
 * @param recovery hashes of the recovery codes that were not used
 * @param steps which session gave a code, and when
 */
record SecondFactors(List<Factor> factors, Tries tries, List<byte[]> recovery, List<Step> steps) {
  /** How long a code serves its session. */
  static final Duration VALID = Duration.ofMinutes(5);

  private static final String DOCUMENT = "mfa";
  private static final SecondFactors NONE =
      new SecondFactors(List.of(), Tries.NONE, List.of(), List.of());

  /** A session that gave a code. */
  record Step(SessionId session, Instant at) {
    boolean holds(Instant now) {
      return !at.isAfter(now) && now.isBefore(at.plus(VALID));
    }
  }

  SecondFactors {
    factors = List.copyOf(factors);
    recovery = List.copyOf(recovery);
    steps = List.copyOf(steps);
  }

  static SecondFactors of(Reading reading) {
    byte @Nullable [] stored = reading.document(DOCUMENT);
    if (stored == null) {
      return NONE;
    }
    try {
      return decode(new FieldReader("the second factors", stored));
    } finally {
      Arrays.fill(stored, (byte) 0);
    }
  }

  /** Returns whether codes are asked for at all. */
  boolean enrolled() {
    return factors.stream().anyMatch(Factor::confirmed);
  }

  /** Returns whether the session of that caller gave a code lately. */
  boolean proven(Caller caller, Instant now) {
    SessionId session = SessionId.of(caller);
    return steps.stream().anyMatch(step -> step.session().equals(session) && step.holds(now));
  }

  SecondFactors with(List<Factor> others) {
    return new SecondFactors(others, tries, recovery, steps);
  }

  SecondFactors with(Tries others) {
    return new SecondFactors(factors, others, recovery, steps);
  }

  SecondFactors withRecovery(List<byte[]> others) {
    return new SecondFactors(factors, tries, others, steps);
  }

  /** Returns it with that session proven now; what does not hold any more is left out. */
  SecondFactors proving(SessionId session, Instant now) {
    List<Step> left = new ArrayList<>(steps);
    left.removeIf(step -> step.session().equals(session) || !step.holds(now));
    left.add(new Step(session, now));
    return new SecondFactors(factors, tries, recovery, left);
  }

  SecondFactors without(SessionId session) {
    List<Step> left = steps.stream().filter(step -> !step.session().equals(session)).toList();
    return new SecondFactors(factors, tries, recovery, left);
  }

  void store(Commit commit) {
    Fields fields = new Fields();
    factors.forEach(factor -> fields.nested(1, factor.encode()));
    fields.u32(2, tries.failed()).time(3, tries.last());
    recovery.forEach(hash -> fields.bytes(4, hash));
    steps.forEach(step -> fields.nested(5, step.session().encode(new Fields()).time(6, step.at())));
    byte[] content = fields.encoded();
    commit.putDocument(DOCUMENT, content);
    Arrays.fill(content, (byte) 0);
    fields.wipe();
  }

  private static SecondFactors decode(FieldReader in) {
    List<Factor> factors = new ArrayList<>();
    in.repeated(1).forEach(each -> factors.add(Factor.decode(reader(each))));
    Tries tries = new Tries(in.number(2), in.time(3));
    List<byte[]> recovery = in.repeated(4);
    List<Step> steps = new ArrayList<>();
    for (byte[] each : in.repeated(5)) {
      FieldReader step = reader(each);
      steps.add(new Step(SessionId.decode(step), step.time(6)));
      step.end();
    }
    in.end();
    return new SecondFactors(factors, tries, recovery, steps);
  }

  private static FieldReader reader(byte[] encoded) {
    return new FieldReader("the second factors", encoded);
  }
}
