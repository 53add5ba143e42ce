package dev.keymaster.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.testkit.HeldRows;
import dev.keymaster.testkit.MemoryRows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who runs whose body, and what becomes of the others when one fails. */
class CommitQueueTests {
  private final MemoryRows memory = new MemoryRows();
  private final HeldRows rows = new HeldRows(memory);
  private final Vault vault = SmallVault.create(rows);
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  private static int record(Commit commit, String subject) {
    commit.record(EventKind.REVEAL, SmallVault.CALLER, subject, "");
    return 1;
  }

  private Runnable recording(String subject) {
    return () -> vault.commit(commit -> record(commit, subject));
  }

  private Runnable failing(Runnable body) {
    return () -> {
      try {
        body.run();
        told.add("nothing was thrown");
      } catch (RuntimeException | Error e) {
        told.add(e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    };
  }

  private List<String> subjects() {
    return vault.read(reading -> {
      List<String> all = new ArrayList<>();
      for (long number = 1; number < reading.events(); number++) {
        all.add(reading.event(number).subject());
      }
      return all;
    });
  }

  @Test
  void bodies_run_in_the_order_they_came_at_most_256_in_one_transaction()
      throws InterruptedException {
    List<Runnable> clients = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      clients.add(recording("body " + i));
      expected.add("body " + i);
    }
    int before = rows.writes();
    rows.meet(clients);
    assertThat(subjects()).isEqualTo(expected);
    assertThat(rows.writes()).isEqualTo(before + 2);
    assertThat(vault.read(Verification::of).findings()).isEmpty();
  }

  @Test
  void a_body_that_throws_after_a_change_makes_the_others_run_again() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    rows.meet(
        List.of(
            () ->
                vault.commit(commit -> {
                  runs.incrementAndGet();
                  return record(commit, "first");
                }),
            failing(() ->
                vault.commit(commit -> {
                  record(commit, "undone");
                  throw new IllegalStateException("on purpose");
                })),
            failing(() ->
                vault.commit(commit -> {
                  throw new AssertionError("an error");
                })),
            recording("last")));
    assertThat(subjects()).containsExactly("first", "last");
    assertThat(told)
        .containsExactlyInAnyOrder("IllegalStateException: on purpose", "AssertionError: an error");
    assertThat(runs).hasValue(2);
    assertThat(vault.read(Verification::of).findings()).isEmpty();
  }

  @Test
  void a_body_that_fails_alone_runs_once() {
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            vault.commit(commit -> {
              runs.incrementAndGet();
              record(commit, "undone");
              throw new KeymasterException(Code.FAILURE, "on purpose", "");
            }))
        .hasMessage("on purpose");
    assertThat(runs).hasValue(1);
    assertThat(subjects()).isEmpty();
  }

  @Test
  void what_may_be_the_fault_of_the_store_is_tried_again_alone() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    rows.meet(
        List.of(
            recording("first"),
            () ->
                vault.commit(commit -> {
                  if (runs.getAndIncrement() == 0) {
                    throw new KeymasterException(Code.CORRUPT, "half a read", "");
                  }
                  return record(commit, "second");
                })));
    assertThat(subjects()).containsExactly("first", "second");
  }

  @Test
  void a_body_that_must_be_alone_is_and_runs_once() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    int before = rows.writes();
    rows.meet(
        List.of(
            recording("first"),
            () ->
                vault.commitAlone(commit -> {
                  runs.incrementAndGet();
                  return record(commit, "alone");
                }),
            failing(() ->
                vault.commit(commit -> {
                  record(commit, "undone");
                  throw new IllegalStateException("on purpose");
                })),
            recording("last")));
    assertThat(subjects()).containsExactly("first", "alone", "last");
    assertThat(runs).hasValue(1);
    assertThat(rows.writes()).isGreaterThan(before + 3);
  }

  @Test
  void a_store_that_cannot_be_written_fails_everybody_at_once() throws InterruptedException {
    memory.tamper(contents -> contents.parts().remove(Head.PART));
    int before = rows.writes();
    List<Runnable> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(failing(recording("never")));
    }
    rows.meet(clients);
    assertThat(told).hasSize(20).containsOnly("KeymasterException: the vault has no head");
    assertThat(rows.writes()).isEqualTo(before + 1);
  }

  @Test
  void a_commit_tells_its_own_events_as_they_are_read_back() {
    recording("before").run();
    List<Event> told =
        vault.commit(commit -> {
          record(commit, "first");
          record(commit, "second");
          return List.of(
              commit.event(commit.events() - 1),
              commit.event(commit.events()),
              commit.event(commit.recorded() - 1));
        });
    List<Event> read =
        vault.read(reading -> {
          long last = reading.events() - 1;
          return List.of(reading.event(last - 2), reading.event(last - 1), reading.event(last));
        });
    assertThat(told)
        .isEqualTo(read)
        .extracting(Event::subject)
        .containsExactly("before", "first", "second");
    assertThatThrownBy(() -> vault.commit(commit -> commit.event(commit.recorded())))
        .hasMessageContaining("is missing");
  }

  @Test
  void a_commit_inside_a_commit_is_our_mistake() {
    assertThatExceptionOfType(BugException.class)
        .isThrownBy(() -> vault.commit(outer -> vault.commit(inner -> record(inner, "inner"))))
        .withMessage("a write inside a write");
    recording("later").run();
    assertThat(subjects()).containsExactly("later");
  }

  @Test
  void one_who_is_interrupted_while_waiting_is_served_and_stays_interrupted()
      throws InterruptedException {
    List<Thread> waiters = Collections.synchronizedList(new ArrayList<>());
    rows.meet(
        List.of(
            () ->
                vault.commit(commit -> {
                  waiters.forEach(Thread::interrupt);
                  return record(commit, "first");
                }),
            () -> {
              waiters.add(Thread.currentThread());
              recording("second").run();
              told.add("interrupted: " + Thread.currentThread().isInterrupted());
            }));
    assertThat(told).containsExactly("interrupted: true");
    assertThat(subjects()).containsExactly("first", "second");
  }
}
