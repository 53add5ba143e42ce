package dev.keymaster.guard;

import static dev.keymaster.guard.SteadyVault.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.FailedUnlock;
import dev.keymaster.model.FailedUnlocks;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;
import dev.keymaster.testkit.MemoryRows;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Guessing what a person types gets slower; nothing else does. */
class ThrottleTests {
  private static final Caller GUESSER = new Caller(1000, 77, "guess");
  private static final Secret WRONG = SteadyVault.text("AAAAAAAAAAAAAAAAAAAA");

  /** What the state file does, in memory. */
  private static final class Remembered implements FailedUnlocks {
    private List<FailedUnlock> kept = List.of();

    @Override
    public synchronized void update(String vaultId, Change change) {
      kept = List.copyOf(change.apply(kept));
    }
  }

  private final Remembered failed = new Remembered();
  private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final Ports ports =
      new Ports(
          new MemoryRows(),
          new OpenVault.RememberedHeight(),
          new SecureRandom()::nextBytes,
          () -> now,
          failed);
  private final NamedSlot paper = slot(SlotKind.RECOVERY, "paper");
  private final NamedSlot file = slot(SlotKind.KEY_FILE, "ci");

  ThrottleTests() {
    Guard.create(ports, GUESSER, Guard.newVaultId(ports), List.of(paper, file)).close();
  }

  private NamedSlot slot(SlotKind kind, String label) {
    return Guard.name(ports, new NewSlot(kind, label, null, NewSlot.Kdf.ARGON2ID));
  }

  private boolean opens(NamedSlot slot, Secret secret) {
    Guard opened = Guard.locked(ports, GUESSER).unlock(slot.slot(), secret);
    return opened != null;
  }

  private void guess(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(opens(paper, WRONG)).isFalse();
    }
  }

  @Test
  void the_first_wrong_ones_cost_no_time_and_then_each_more() {
    guess(5);
    KeymasterException wait = refused(Code.LOCKED, () -> opens(paper, paper.secret()));
    assertThat(wait).hasMessage("5 attempts to unlock failed: the next one is looked at in 2 s");
    now = now.plusSeconds(2);
    guess(1);
    refused(Code.LOCKED, () -> opens(paper, paper.secret()));
    now = now.plusSeconds(4);
    assertThat(opens(paper, paper.secret())).isTrue();
  }

  @Test
  void nobody_waits_longer_than_five_minutes() {
    for (int i = 0; i < 40; i++) {
      guess(1);
      now = now.plus(Duration.ofMinutes(5));
    }
    assertThat(opens(paper, paper.secret())).isTrue();
  }

  @Test
  void other_slots_are_not_held_up() {
    guess(5);
    assertThat(opens(file, file.secret())).isTrue();
    assertThat(opens(file, SteadyVault.text("B".repeat(32)))).isFalse();
  }

  @Test
  void the_log_takes_over_what_failed_before() {
    guess(3);
    Guard opened = Guard.locked(ports, GUESSER).unlock(paper.slot(), paper.secret());
    assertThat(Objects.requireNonNull(opened).newest(3))
        .allSatisfy(event -> assertThat(event.kind()).isEqualTo(EventKind.UNLOCK_FAILED))
        .allSatisfy(event -> assertThat(event.subject()).isEqualTo("recovery"))
        .allSatisfy(event -> assertThat(event.caller().program()).isEqualTo("guess"));
    assertThat(failed.kept).isEmpty();
  }

  @Test
  void a_code_that_checks_the_log_is_no_way_around() {
    LockedGuard locked = Guard.locked(ports, GUESSER);
    guess(3);
    assertThat(locked.checkMacs(paper.slot(), WRONG, 9)).isNull();
    assertThat(locked.checkMacs(paper.slot(), paper.secret(), 9)).isNotNull();
    assertThat(failed.kept).as("the right one does not count, the wrong ones do").hasSize(4);
    assertThat(locked.checkMacs(paper.slot(), WRONG, 9)).isNull();
    refused(Code.LOCKED, () -> locked.checkMacs(paper.slot(), paper.secret(), 9));
  }

  @Test
  void ST2_many_guesses_at_once_count_as_many() throws Exception {
    AtomicInteger looked = new AtomicInteger();
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        crowd.execute(() -> {
          try {
            opens(paper, WRONG);
            looked.incrementAndGet();
          } catch (KeymasterException tooEarly) {
            assertThat(tooEarly.code()).isEqualTo(Code.LOCKED);
          }
        });
      }
    }
    assertThat(looked).hasValue(5);
  }

  @Test
  void SL12_a_clock_that_is_put_back_locks_nobody_out() {
    guess(5);
    now = now.minus(Duration.ofDays(3650));
    assertThat(opens(paper, paper.secret())).isTrue();
  }
}
