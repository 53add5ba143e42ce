package dev.keymaster.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.lifecycle.QuietHours;
import dev.keymaster.lifecycle.Schedule;
import dev.keymaster.lifecycle.Schedule.Candidate;
import dev.keymaster.lifecycle.Upkeep.Tries;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RotationWatchTests {
  private static final KeyRef REF = KeyRef.parse("km://dev/ci");
  private static final Schedule ON = new Schedule(true, QuietHours.NONE, ZoneOffset.UTC);

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final FakeWork work = new FakeWork();
  private final RotationWatch watch = new RotationWatch(work, () -> ON, () -> now);

  private void rounds(int count) {
    for (int i = 0; i < count; i++) {
      watch.look();
    }
  }

  @Test
  void G4_a_key_is_rotated_when_it_is_due_and_once() {
    rounds(3);
    assertThat(work.told).isEmpty();
    now = now.plus(Duration.ofDays(31));
    rounds(3);
    assertThat(work.told).containsExactly("rotate");
  }

  @Test
  void G4_what_fails_is_told_of_and_tried_again_later() {
    work.ending = Ending.FAILED;
    now = now.plus(Duration.ofDays(31));
    rounds(5);
    assertThat(work.told).containsExactly("rotate", "remind: it was not rotated: a bad day");
    now = now.plus(Duration.ofMinutes(5));
    work.ending = null;
    rounds(5);
    assertThat(work.told).hasSize(3).last().isEqualTo("rotate");
    now = now.plus(Duration.ofMinutes(10));
    work.ending = Ending.DONE;
    rounds(5);
    assertThat(work.told).hasSize(4);
    now = now.plus(Duration.ofDays(2));
    rounds(5);
    assertThat(work.told).hasSize(4);
  }

  @Test
  void G4_a_key_that_no_provider_makes_is_told_of_and_never_passed_over() {
    work.alone = false;
    now = now.plus(Duration.ofDays(31));
    rounds(3);
    assertThat(work.told).containsExactly("remind: ");
  }

  @Test
  void a_locked_vault_is_left_alone_and_a_busy_one_is_looked_into_seldom() {
    work.open = false;
    rounds(2);
    assertThat(work.looks).isZero();
    work.open = true;
    rounds(3);
    assertThat(work.looks).isEqualTo(1);
    work.stamp = "another";
    rounds(3);
    assertThat(work.looks).isEqualTo(1);
    now = now.plus(Duration.ofMinutes(10));
    rounds(3);
    assertThat(work.looks).isEqualTo(2);
  }

  @Test
  void a_vault_that_cannot_be_read_is_looked_into_again_later() {
    work.broken = true;
    rounds(2);
    assertThat(work.looks).isEqualTo(1);
    work.broken = false;
    now = now.plus(Duration.ofMinutes(10)).plus(Duration.ofDays(31));
    rounds(2);
    assertThat(work.told).containsExactly("rotate");
  }

  private final class FakeWork implements RotationWatch.Work {
    final List<String> told = new ArrayList<>();
    private Instant since = now;
    private @Nullable Instant reminded;
    boolean open = true;
    boolean alone = true;
    boolean broken;
    Object stamp = "one";
    int looks;
    @Nullable Ending ending = Ending.DONE;

    @Override
    public boolean open() {
      return open;
    }

    @Override
    public Object stamp() {
      return stamp;
    }

    @Override
    public List<Candidate> candidates(Map<KeyRef, Tries> tries) {
      looks++;
      if (broken) {
        throw new KeymasterException(Code.CORRUPT, "damaged", "");
      }
      Tries tried = tries.getOrDefault(REF, Tries.NONE);
      Deadline deadline =
          new Deadline(REF, new ServiceName("openrouter"), since, Duration.ofDays(30), false, null);
      return List.of(new Candidate(deadline, alone, reminded, tried.failures(), tried.failed()));
    }

    @Override
    public Progress rotate(KeyRef ref) {
      told.add("rotate");
      if (ending == null) {
        throw new KeymasterException(Code.LOCKED, "no credential", "");
      }
      since = ending == Ending.DONE ? now : since;
      return new Progress(ref, ending, "a bad day", null);
    }

    @Override
    public void remind(Deadline key, String why, List<Candidate> all) {
      told.add("remind: " + why);
      reminded = now;
    }
  }
}
