package dev.keymaster.guard;

import dev.keymaster.model.Enrolment;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.MfaStatus;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Printable;
import dev.keymaster.model.SecondFactor;
import dev.keymaster.model.Secret;
import dev.keymaster.policy.Backoff;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.Tries;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Vault;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Second factors: enrolled, confirmed, removed, and their codes taken. Whatever looks at a code
 * reads the tries and writes them in the same commit, so that no two codes are looked at at once.
 */
final class GuardedFactors {
  private static final int SECRET_LENGTH = 20;
  private static final int RECOVERY_CODES = 10;
  private static final int MOST = 8;

  private final Asking asking;
  private final Vault vault;
  private final Ports ports;

  GuardedFactors(Asking asking, Vault vault, Ports ports) {
    this.asking = asking;
    this.vault = vault;
    this.ports = ports;
  }

  MfaStatus status() {
    Instant now = ports.clock().instant();
    return vault.read(reading -> {
      SecondFactors factors = SecondFactors.of(reading);
      Duration patience = factors.tries().patience(Backoff.CODES, now);
      return new MfaStatus(
          factors.factors().stream().filter(Factor::confirmed).map(Factor::shown).toList(),
          factors.recovery().size(),
          factors.tries().failed(),
          patience.isZero() ? null : now.plus(patience));
    });
  }

  Enrolment enroll(FactorKind kind, String label) {
    if (label.isEmpty() || label.length() > 64 || !Printable.clean(label).equals(label)) {
      throw KeymasterException.usage("a label has 1 to 64 printable characters", "");
    }
    byte[] secret = ports.randomness().bytes(SECRET_LENGTH);
    String id = HexFormat.of().formatHex(ports.randomness().bytes(4));
    SecondFactor shown =
        asking.commit(
            Operation.MFA,
            commit -> {
              SecondFactor factor = new SecondFactor(id, kind, label, commit.now());
              waiting(commit, new Factor(factor, false, secret, 0));
              return factor;
            });
    return new Enrolment(shown, Secret.taking(secret));
  }

  /** Only one waits for its first code: one that was given up is forgotten. */
  private static void waiting(Commit commit, Factor factor) {
    SecondFactors stored = SecondFactors.of(commit);
    List<Factor> factors = new ArrayList<>(stored.factors());
    factors.removeIf(other -> !other.confirmed());
    if (factors.size() == MOST) {
      throw new KeymasterException(
          Code.CONFLICT, "there are 8 second factors already", "keymaster mfa remove ID");
    }
    factors.add(factor);
    stored.with(factors).store(commit);
  }

  /** Confirms one by its first code; returns fresh recovery codes if it is the first factor. */
  List<Secret> confirm(String id, Secret typed) {
    List<Secret> codes = recoveryCodes();
    try (TypedCode code = TypedCode.of(typed)) {
      if (!code.digits()) {
        throw KeymasterException.usage("the first code of a factor has six digits", "");
      }
      Answer<Boolean> first =
          asking.commit(
              Operation.MFA,
              commit -> {
                boolean none = !SecondFactors.of(commit).enrolled();
                Predicate<Factor> that = factor -> factor.shown().id().equals(id);
                Answer<SecondFactors> taken = take(commit, code, that, "enrolled");
                if (taken instanceof Answer.Done<SecondFactors>(SecondFactors done) && none) {
                  done.withRecovery(hashes(codes)).store(commit);
                }
                return taken instanceof Answer.Refused<SecondFactors>(KeymasterException why)
                    ? new Answer.Refused<>(why)
                    : new Answer.Done<>(none);
              });
      return first.get() ? codes : List.of();
    } finally {
      typed.close();
    }
  }

  SecondFactor remove(String id) {
    return asking.commit(
        Operation.MFA,
        commit -> {
          SecondFactors stored = SecondFactors.of(commit);
          List<Factor> left = new ArrayList<>(stored.factors());
          Factor gone =
              Named.only(
                  left.stream(),
                  factor -> factor.shown().id(),
                  id,
                  "second factor",
                  "keymaster mfa status");
          left.remove(gone);
          SecondFactors next = stored.with(left);
          (next.enrolled() ? next : next.withRecovery(List.of())).store(commit);
          asking.record(commit, EventKind.MFA, described(gone), "removed");
          return gone.shown();
        });
  }

  List<Secret> renewRecovery() {
    List<Secret> codes = recoveryCodes();
    return asking.commit(
        Operation.MFA,
        commit -> {
          SecondFactors stored = SecondFactors.of(commit);
          if (!stored.enrolled()) {
            throw none();
          }
          stored.withRecovery(hashes(codes)).store(commit);
          asking.record(commit, EventKind.MFA, "recovery codes", "made anew");
          return codes;
        });
  }

  /** Takes a code for the caller's session. */
  void prove(Secret typed) {
    try (typed;
        TypedCode code = TypedCode.of(typed)) {
      vault
          .<Answer<SecondFactors>>commit(commit -> {
            if (!SecondFactors.of(commit).enrolled()) {
              throw none();
            }
            return take(commit, code, Factor::confirmed, "code taken");
          })
          .get();
    }
  }

  private static KeymasterException none() {
    return new KeymasterException(
        Code.NOT_FOUND, "there is no second factor", "keymaster mfa enroll totp");
  }

  private Answer<SecondFactors> take(
      Commit commit, TypedCode code, Predicate<Factor> which, String done) {
    SecondFactors stored = SecondFactors.of(commit);
    Tries tries = stored.tries().at(commit.now());
    Duration patience = tries.patience(Backoff.CODES, commit.now());
    if (!patience.isZero()) {
      if (!tries.equals(stored.tries())) {
        stored.with(tries).store(commit);
      }
      return new Answer.Refused<>(Refusals.lockedOut(patience));
    }
    SecondFactors used = redeemed(stored, code, which, commit.now());
    if (used == null) {
      stored.with(tries.another(commit.now())).store(commit);
      asking.record(commit, EventKind.MFA, "", "wrong code");
      return new Answer.Refused<>(Refusals.wrongCode());
    }
    SecondFactors next = used.with(Tries.NONE).proving(SessionId.of(asking.caller()), commit.now());
    next.store(commit);
    asking.record(commit, EventKind.MFA, "", done);
    return new Answer.Done<>(next);
  }

  /** Returns the factors with what this code used up; null if it is of none of them. */
  private static @Nullable SecondFactors redeemed(
      SecondFactors stored, TypedCode code, Predicate<Factor> which, Instant now) {
    return code.digits() ? byFactor(stored, code, which, now) : byRecovery(stored, code);
  }

  private static @Nullable SecondFactors byFactor(
      SecondFactors stored, TypedCode code, Predicate<Factor> which, Instant now) {
    List<Factor> factors = new ArrayList<>(stored.factors());
    for (int i = 0; i < factors.size(); i++) {
      Factor factor = factors.get(i);
      OptionalLong counter =
          which.test(factor) ? factor.matching(code.number(), now) : OptionalLong.empty();
      if (counter.isPresent()) {
        factors.set(i, factor.used(counter.getAsLong()));
        return stored.with(factors);
      }
    }
    return null;
  }

  private static @Nullable SecondFactors byRecovery(SecondFactors stored, TypedCode code) {
    byte[] hash = code.hash();
    List<byte[]> left = new ArrayList<>(stored.recovery());
    boolean known = left.removeIf(each -> MessageDigest.isEqual(each, hash));
    return known ? stored.withRecovery(left) : null;
  }

  private List<Secret> recoveryCodes() {
    List<Secret> codes = new ArrayList<>();
    for (int i = 0; i < RECOVERY_CODES; i++) {
      codes.add(TypedCode.fresh(ports.randomness()));
    }
    return List.copyOf(codes);
  }

  private static List<byte[]> hashes(List<Secret> codes) {
    List<byte[]> hashes = new ArrayList<>();
    for (Secret each : codes) {
      try (TypedCode code = TypedCode.of(each)) {
        hashes.add(code.hash());
      }
    }
    return hashes;
  }

  private static String described(Factor factor) {
    return factor.shown().kind().word() + " " + factor.shown().label();
  }
}
