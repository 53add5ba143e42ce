package dev.keymaster.guard;

import static dev.keymaster.guard.SteadyVault.DELIVER;
import static dev.keymaster.guard.SteadyVault.DEV;
import static dev.keymaster.guard.SteadyVault.ELSEWHERE;
import static dev.keymaster.guard.SteadyVault.PERSON;
import static dev.keymaster.guard.SteadyVault.PROD;
import static dev.keymaster.guard.SteadyVault.refused;
import static dev.keymaster.guard.SteadyVault.release;
import static dev.keymaster.guard.SteadyVault.reveal;
import static dev.keymaster.guard.SteadyVault.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.keymaster.model.Enrolment;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.SlotKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** F3: codes of a second factor, by the vault and not by whoever asks. */
class SecondFactorTests {
  private final SteadyVault open = new SteadyVault();
  private final Guard guard = open.guard;

  @Test
  void a_factor_is_one_only_after_its_first_code() {
    Enrolment enrolment = guard.access().enroll(FactorKind.TOTP, "phone");
    assertThat(guard.access().mfa().factors()).isEmpty();
    assertThat(reveal(guard, PROD)).isNotEmpty();
    refused(
        Code.LOCKED, () -> guard.access().confirm(enrolment.factor().id(), open.wrong(enrolment)));
    List<Secret> codes = guard.access().confirm(enrolment.factor().id(), open.code(enrolment, 0));
    assertThat(codes).hasSize(10);
    assertThat(guard.access().mfa().factors()).containsExactly(enrolment.factor());
    assertThat(guard.access().mfa().recoveryCodes()).isEqualTo(10);
  }

  @Test
  void G9_a_freeze_ends_with_a_code_whatever_else_is_known() {
    Enrolment enrolment = open.enrolled(FactorKind.TOTP);
    guard.freeze().begin(Set.of());
    Guard next = open.reopen(PERSON);
    refused(Code.CODE_NEEDED, () -> next.freeze().end(true, commit -> {}));
    next.access().prove(open.code(enrolment, 0));
    next.freeze().end(false, commit -> {});
    assertThat(reveal(next, DEV)).isNotEmpty();
  }

  @Test
  void a_code_serves_its_session_for_five_minutes_across_restarts() {
    Enrolment enrolment = open.enrolled(FactorKind.TOTP);
    Guard next = open.reopen(PERSON);
    refused(Code.CODE_NEEDED, () -> reveal(next, PROD));
    assertThat(reveal(next, DEV)).isNotEmpty();
    next.access().prove(open.code(enrolment, 0));
    assertThat(reveal(next, PROD)).isNotEmpty();
    assertThat(reveal(open.reopen(PERSON), PROD)).isNotEmpty();
    refused(Code.CODE_NEEDED, () -> reveal(open.reopen(ELSEWHERE), PROD));
    open.pass(Duration.ofMinutes(5));
    refused(Code.CODE_NEEDED, () -> reveal(next, PROD));
  }

  @TestFactory
  Stream<DynamicTest> no_door_opens_without_a_code() {
    open.enrolled(FactorKind.TOTP);
    Guard next = open.reopen(PERSON);
    KeyEdit edit =
        new KeyEdit(
            null, List.of(), List.of(), "note", null, null, null, null, null, Map.of(), Set.of());
    NamedSlot another =
        Guard.name(open.ports, new NewSlot(SlotKind.RECOVERY, "paper", null, NewSlot.Kdf.ARGON2ID));
    Map<String, Runnable> doors =
        Map.ofEntries(
            Map.entry("get", () -> reveal(next, PROD)),
            Map.entry("run", () -> release(next, PROD, DELIVER)),
            Map.entry("add", () -> SteadyVault.store(next, PROD, "fresh")),
            Map.entry("new version", () -> SteadyVault.store(next, PROD, "openai")),
            Map.entry("edit", () -> next.edit(PROD, OpenVault.name("openai"), edit)),
            Map.entry("rollback", () -> Edits.rollback(next, PROD, OpenVault.name("openai"), 1)),
            Map.entry("destroy", () -> next.destroy(PROD, OpenVault.name("openai"), 1)),
            Map.entry("remove", () -> next.remove(PROD, OpenVault.name("openai"))),
            Map.entry(
                "backup",
                () ->
                    next.backup(
                        open.ports,
                        Selection.ALL,
                        text("a passphrase of some length"),
                        new ByteArrayOutputStream())),
            Map.entry("add a slot", () -> next.addSlot(another)),
            Map.entry("remove a slot", () -> next.removeSlot(open.slot.slot())),
            Map.entry("replace a slot", () -> next.replaceSlot(open.slot.slot(), another)),
            Map.entry("rekey", () -> next.rekey(List.of(open.slot))),
            Map.entry("accept older", next::acceptOlder),
            Map.entry("policy", () -> next.access().changePolicy("allow everything")),
            Map.entry("enroll", () -> next.access().enroll(FactorKind.HOTP, "other")),
            Map.entry("remove a factor", () -> next.access().removeFactor("0")),
            Map.entry("recovery codes", () -> next.access().renewRecoveryCodes()),
            Map.entry("approve", () -> next.access().answer("0", true, true)),
            Map.entry("end a session", () -> revokeAny(next)));
    return doors.entrySet().stream()
        .map(door ->
            dynamicTest(
                door.getKey(), () -> refused(Code.CODE_NEEDED, () -> door.getValue().run())));
  }

  private static void revokeAny(Guard guard) {
    guard.access().revoke(guard.access().sessions().getFirst().id());
  }

  @Test
  void a_backup_is_not_read_back_without_a_code() {
    ByteArrayOutputStream backup = new ByteArrayOutputStream();
    guard.backup(open.ports, Selection.ALL, text("a passphrase of some length"), backup);
    open.enrolled(FactorKind.TOTP);
    refused(
        Code.CODE_NEEDED,
        () ->
            guard.restore(
                Selection.ALL,
                text("a passphrase of some length"),
                new ByteArrayInputStream(backup.toByteArray())));
  }

  @Test
  void a_code_is_taken_once_and_no_earlier_one_after_it() {
    Enrolment enrolment = open.enrolled(FactorKind.TOTP);
    guard.access().prove(open.code(enrolment, 0));
    refused(Code.LOCKED, () -> guard.access().prove(open.code(enrolment, 0)));
    refused(Code.LOCKED, () -> guard.access().prove(open.code(enrolment, -1)));
    guard.access().prove(open.code(enrolment, 1));
  }

  @Test
  void a_clock_may_be_one_step_off_and_not_two() {
    Enrolment enrolment = open.enrolled(FactorKind.TOTP);
    refused(Code.LOCKED, () -> guard.access().prove(open.code(enrolment, -2)));
    refused(Code.LOCKED, () -> guard.access().prove(open.code(enrolment, 2)));
    guard.access().prove(open.code(enrolment, -1));
    guard.access().prove(open.code(enrolment, 0));
    guard.access().prove(open.code(enrolment, 1));
  }

  @Test
  void a_counter_may_run_ahead_and_never_back() {
    Enrolment enrolment = open.enrolled(FactorKind.HOTP);
    refused(Code.LOCKED, () -> guard.access().prove(open.code(enrolment, 0)));
    guard.access().prove(open.code(enrolment, 5));
    refused(Code.LOCKED, () -> guard.access().prove(open.code(enrolment, 5)));
    refused(Code.LOCKED, () -> guard.access().prove(open.code(enrolment, 4)));
    refused(Code.LOCKED, () -> guard.access().prove(open.code(enrolment, 16)));
    guard.access().prove(open.code(enrolment, 15));
  }

  private static void count(AtomicInteger taken, Runnable attempt) {
    try {
      attempt.run();
      taken.incrementAndGet();
    } catch (KeymasterException refused) {
      assertThat(refused.code()).isEqualTo(Code.LOCKED);
    }
  }

  @Test
  void SG34_ST2_of_ten_thousand_wrong_codes_at_once_five_are_looked_at() {
    Enrolment enrolment = open.enrolled(FactorKind.TOTP);
    AtomicInteger taken = new AtomicInteger();
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10_000; i++) {
        crowd.execute(() -> {
          count(taken, () -> guard.access().prove(open.wrong(enrolment)));
        });
      }
    }
    assertThat(taken).hasValue(0);
    assertThat(open.recorded(EventKind.MFA, "wrong code")).isEqualTo(5);
    assertThat(guard.access().mfa().lockedUntil()).isEqualTo(open.now.plusSeconds(60));
  }

  @Test
  void a_lock_out_lasts_longer_each_time_survives_restarts_and_ends() {
    Enrolment enrolment = open.enrolled(FactorKind.TOTP);
    for (int i = 0; i < 5; i++) {
      refused(Code.LOCKED, () -> guard.access().prove(open.wrong(enrolment)));
    }
    Guard next = open.reopen(PERSON);
    var locked = refused(Code.LOCKED, () -> next.access().prove(open.code(enrolment, 0)));
    assertThat(locked).hasMessageContaining("none is looked at for 60 s");
    open.pass(Duration.ofSeconds(61));
    refused(Code.LOCKED, () -> next.access().prove(open.wrong(enrolment)));
    assertThat(next.access().mfa().lockedUntil()).isEqualTo(open.now.plusSeconds(120));
    open.pass(Duration.ofSeconds(121));
    next.access().prove(open.code(enrolment, 0));
    assertThat(next.access().mfa().failed()).isZero();
  }

  @Test
  void SL12_a_clock_ten_years_off_lets_nobody_in_and_locks_nobody_out() {
    Enrolment enrolment = open.enrolled(FactorKind.TOTP);
    Secret today = open.code(enrolment, 0);
    Secret later = open.code(enrolment, 3);
    Instant right = open.now;
    open.pass(Duration.ofDays(3650));
    refused(Code.LOCKED, () -> guard.access().prove(today.copy()));
    open.now = right.plus(Duration.ofDays(-3650));
    refused(Code.LOCKED, () -> guard.access().prove(today.copy()));
    open.now = right;
    guard.access().prove(today);
    assertThat(reveal(guard, PROD)).isNotEmpty();
    open.pass(Duration.ofDays(3650));
    refused(Code.CODE_NEEDED, () -> reveal(guard, PROD));
    for (int i = 0; i < 5; i++) {
      refused(Code.LOCKED, () -> guard.access().prove(open.wrong(enrolment)));
    }
    open.now = right.plusSeconds(90);
    refused(Code.LOCKED, () -> guard.access().prove(later.copy()));
    open.pass(Duration.ofSeconds(61));
    guard.access().prove(open.code(enrolment, 0));
    assertThat(reveal(guard, PROD)).isNotEmpty();
  }

  @Test
  void a_recovery_code_serves_once_whatever_its_case_and_hyphens() {
    Enrolment enrolment = guard.access().enroll(FactorKind.TOTP, "phone");
    List<Secret> codes = guard.access().confirm(enrolment.factor().id(), open.code(enrolment, 0));
    open.pass(Duration.ofMinutes(6));
    String shown = new String(codes.get(3).reveal(), java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(shown).matches("([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}");
    guard.access().prove(text(shown.toLowerCase(java.util.Locale.ROOT).replace("-", " ")));
    assertThat(reveal(guard, PROD)).isNotEmpty();
    assertThat(guard.access().mfa().recoveryCodes()).isEqualTo(9);
    refused(Code.LOCKED, () -> guard.access().prove(text(shown)));
    List<Secret> fresh = guard.access().renewRecoveryCodes();
    assertThat(fresh).hasSize(10);
    refused(Code.LOCKED, () -> guard.access().prove(codes.get(4).copy()));
    guard.access().prove(fresh.getFirst());
  }

  @Test
  void S109_what_is_no_code_is_refused_without_counting() {
    open.enrolled(FactorKind.TOTP);
    for (String typed :
        List.of("", "12345", "1234567", "١٢٣٤٥٦", "12345a", "abcd-efgh-ijk", "o".repeat(12))) {
      refused(Code.USAGE, () -> guard.access().prove(text(typed)));
    }
    assertThat(guard.access().mfa().failed()).isZero();
  }

  @Test
  void S109_blanks_in_a_code_do_not_matter() {
    Enrolment enrolment = open.enrolled(FactorKind.TOTP);
    String code =
        new String(open.code(enrolment, 0).reveal(), java.nio.charset.StandardCharsets.US_ASCII);
    guard.access().prove(text(" " + code.substring(0, 3) + " " + code.substring(3)));
    assertThat(reveal(guard, PROD)).isNotEmpty();
  }

  @Test
  void the_last_factor_takes_its_recovery_codes_with_it() {
    Enrolment enrolment = open.enrolled(FactorKind.TOTP);
    guard.access().prove(open.code(enrolment, 0));
    refused(Code.NOT_FOUND, () -> guard.access().removeFactor("zz"));
    guard.access().removeFactor(enrolment.factor().id());
    assertThat(guard.access().mfa().factors()).isEmpty();
    assertThat(guard.access().mfa().recoveryCodes()).isZero();
    refused(Code.NOT_FOUND, () -> guard.access().prove(text("123456")));
    refused(Code.PROOF_NEEDED, () -> guard.access().renewRecoveryCodes());
    guard.provenBy(open.reopen(PERSON));
    refused(Code.NOT_FOUND, () -> guard.access().renewRecoveryCodes());
  }

  @Test
  void a_second_factor_is_confirmed_by_its_own_code_only() {
    Enrolment first = open.enrolled(FactorKind.TOTP);
    guard.access().prove(open.code(first, 0));
    Enrolment second = guard.access().enroll(FactorKind.HOTP, "key");
    refused(Code.LOCKED, () -> guard.access().confirm(second.factor().id(), open.code(first, 1)));
    refused(Code.USAGE, () -> guard.access().confirm(second.factor().id(), text("0123-4567-89AB")));
    assertThat(guard.access().confirm(second.factor().id(), open.code(second, 0))).isEmpty();
    assertThat(guard.access().mfa().factors()).hasSize(2);
    refused(Code.USAGE, () -> guard.access().enroll(FactorKind.TOTP, ""));
    refused(Code.USAGE, () -> guard.access().enroll(FactorKind.TOTP, "a\u001b[2J"));
  }
}
