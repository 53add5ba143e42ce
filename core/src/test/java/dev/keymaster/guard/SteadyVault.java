package dev.keymaster.guard;

import dev.keymaster.crypto.OneTimeCode;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Enrolment;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Origin;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.TerminalSession;
import dev.keymaster.testkit.MemoryRows;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A vault with the policy that everybody begins with, and a clock that stands until it is set. */
final class SteadyVault {
  static final Caller PERSON = caller(1000, 40, "", "pts/3");
  static final Caller ELSEWHERE = caller(1000, 50, "", "pts/4");
  static final Caller SCRIPT = caller(1000, 60, "", "");
  static final Caller AGENT = caller(1000, 70, "claude-code", "");
  static final EnvironmentName DEV = new EnvironmentName("dev");
  static final EnvironmentName PROD = new EnvironmentName("prod");
  static final Release REVEAL = new Release(EventKind.REVEAL, "");
  static final Release DELIVER = new Release(EventKind.DELIVER, "make");

  final MemoryRows memory = new MemoryRows();
  volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");
  final Ports ports;
  final NamedSlot slot;
  final Guard guard;

  SteadyVault() {
    ports =
        new Ports(
            memory, new OpenVault.RememberedHeight(), new SecureRandom()::nextBytes, () -> now);
    slot = Guard.name(ports, new NewSlot(SlotKind.KEY_FILE, "ci", null, NewSlot.Kdf.ARGON2ID));
    guard = Guard.create(ports, PERSON, Guard.newVaultId(ports), List.of(slot));
    store(guard, DEV, "openai");
    store(guard, PROD, "openai");
    pass(Duration.ofMinutes(2));
    guard.provenBy(reopen(PERSON));
  }

  static Caller caller(long uid, long session, String agent, String terminal) {
    Origin.Program program = new Origin.Program(session + 1, "sh", "", 9);
    TerminalSession at = new TerminalSession(session, 5, terminal);
    return new Caller(
        uid, session + 1, "sh", new Origin(List.of(program), agent, at, "/home/person"));
  }

  /** Opens it as the next command would: within the same store, with no memory of sessions. */
  Guard reopen(Caller caller) {
    Guard opened = Guard.locked(ports, caller).unlock(slot.slot(), slot.secret());
    if (opened == null) {
      throw new AssertionError("the key file no longer opens the vault");
    }
    return opened;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  static void store(Guard guard, EnvironmentName environment, String name) {
    guard.store(
        List.of(OpenVault.key(environment, name, "sk-canary-" + name, NewKey.Mode.UPSERT)),
        EventKind.STORE);
  }

  static String reveal(Guard guard, EnvironmentName environment) {
    return release(guard, environment, REVEAL);
  }

  static String release(Guard guard, EnvironmentName environment, Release release) {
    KeyRef ref = new KeyRef(environment, OpenVault.name("openai"));
    try (Released released = guard.release(List.of(ref), release).getFirst()) {
      return new String(released.value().reveal(), StandardCharsets.UTF_8);
    }
  }

  /** Enrols a factor and leaves nobody proven by it. */
  Enrolment enrolled(FactorKind kind) {
    Enrolment enrolment = guard.access().enroll(kind, "phone");
    guard.access().confirm(enrolment.factor().id(), code(enrolment, 0)).forEach(Secret::close);
    pass(Duration.ofMinutes(6));
    return enrolment;
  }

  /** The code that an authenticator shows, that many steps from now. */
  Secret code(Enrolment enrolment, int steps) {
    long counter =
        enrolment.factor().kind() == FactorKind.TOTP ? OneTimeCode.step(now) + steps : steps;
    byte[] secret = enrolment.secret().reveal();
    int code = OneTimeCode.of(secret, counter, 6, OneTimeCode.Hash.SHA1);
    return text(String.format(Locale.ROOT, "%06d", code));
  }

  /** A code that is none of those that are right about now. */
  Secret wrong(Enrolment enrolment) {
    for (int code = 0; ; code++) {
      String text = String.format(Locale.ROOT, "%06d", code);
      boolean right = false;
      for (int step = -2; step <= 12; step++) {
        right |= new String(code(enrolment, step).reveal(), StandardCharsets.US_ASCII).equals(text);
      }
      if (!right) {
        return text(text);
      }
    }
  }

  static Secret text(String text) {
    return Secret.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  long recorded(EventKind kind, String detail) {
    return guard.newest(1_000_000).stream()
        .filter(event -> event.kind() == kind && event.detail().contains(detail))
        .count();
  }

  Event last() {
    return guard.newest(1).getFirst();
  }

  static KeymasterException refused(Code code, ThrowingCallable call) {
    KeymasterException failure = Assertions.catchThrowableOfType(KeymasterException.class, call);
    Assertions.assertThat(failure).as("refusal").isNotNull();
    Assertions.assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    return failure;
  }
}
