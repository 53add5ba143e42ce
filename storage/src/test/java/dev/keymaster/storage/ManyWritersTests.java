package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One writer at a time over processes and threads, nobody starved, nothing lost (SG7). */
@SuppressWarnings("NullAway.Init") // set by JUnit
class ManyWritersTests {
  private static final int PROCESSES = 8;
  private static final int WRITES = 100;

  @TempDir private Path directory;

  private TestVault vault;

  @BeforeEach
  void make() {
    vault = TestVault.in(directory);
  }

  @Test
  void SG7_eight_processes_lose_nothing_while_readers_see_whole_states()
      throws IOException, InterruptedException {
    List<OtherProcess> writers = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      writers.add(OtherProcess.start(vault.file(), "write", WRITES));
    }
    try (SqliteRows rows = vault.open()) {
      long seen = 0;
      while (seen < 1 + PROCESSES * WRITES / 2) {
        long now = TestVault.wholeState(rows);
        assertThat(now).isGreaterThanOrEqualTo(seen);
        seen = now;
      }
    }
    Set<String> acknowledged = new HashSet<>();
    for (OtherProcess writer : writers) {
      acknowledged.addAll(writer.rest());
      assertThat(writer.exitCode()).isZero();
    }
    acknowledged.remove("open");
    assertThat(acknowledged).hasSize(PROCESSES * WRITES);
    try (SqliteRows rows = vault.open()) {
      assertThat(TestVault.wholeState(rows)).isEqualTo(1 + PROCESSES * WRITES);
    }
  }

  @Test
  void writer_that_waits_too_long_names_the_one_who_holds()
      throws IOException, InterruptedException {
    OtherProcess holder = holder();
    try (SqliteRows rows = SqliteRows.open(vault.file(), Duration.ofMillis(50))) {
      KeymasterException failure =
          catchThrowableOfType(KeymasterException.class, () -> rows.write(Writer::addOne));
      assertThat(failure.code()).isEqualTo(Code.CONFLICT);
      assertThat(failure).hasMessageContaining("pid " + holder.pid());
      assertThat(failure.hint()).contains("ps -p " + holder.pid());
      holder.proceed();
      assertThat(holder.line()).isEqualTo("done");
      assertThat(holder.exitCode()).isZero();
      assertThat(rows.write(Writer::addOne)).isEqualTo(3);
    }
  }

  @Test
  void reader_does_not_wait_for_a_writer_in_another_process()
      throws IOException, InterruptedException {
    OtherProcess holder = holder();
    try (SqliteRows rows = SqliteRows.open(vault.file(), Duration.ZERO)) {
      assertThat(TestVault.wholeState(rows)).isEqualTo(1);
    }
    holder.proceed();
    assertThat(holder.exitCode()).isZero();
  }

  @Test
  void SG3_killed_writer_leaves_the_old_state_and_no_lock()
      throws IOException, InterruptedException {
    OtherProcess holder = holder();
    holder.kill();
    try (SqliteRows rows = SqliteRows.open(vault.file(), Duration.ofSeconds(1))) {
      assertThat(TestVault.wholeState(rows)).isEqualTo(1);
      assertThat(rows.write(Writer::addOne)).isEqualTo(2);
    }
  }

  @Test
  void waiting_writer_goes_on_when_the_holder_is_done() throws IOException, InterruptedException {
    OtherProcess holder = holder();
    OtherProcess waiting = OtherProcess.start(vault.file(), "write", 1);
    assertThat(waiting.line()).isEqualTo("open");
    holder.proceed();
    assertThat(waiting.line()).isEqualTo("wrote 3");
    assertThat(holder.exitCode()).isZero();
    assertThat(waiting.exitCode()).isZero();
  }

  @Test
  void closing_one_connection_does_not_drop_the_lock_of_another()
      throws IOException, InterruptedException {
    try (SqliteRows rows = vault.open()) {
      rows.write(change -> {
        vault.open().close();
        assertThat(otherProcessIsKeptOut()).isTrue();
        return Writer.addOne(change);
      });
    }
    assertThat(vault.rowCount()).isEqualTo(2);
  }

  @Test
  void store_closed_inside_its_own_write_keeps_the_lock_to_the_end() {
    SqliteRows rows = vault.open();
    rows.write(change -> {
      rows.close();
      assertThat(otherProcessIsKeptOut()).isTrue();
      return Writer.addOne(change);
    });
    assertThat(vault.rowCount()).isEqualTo(2);
  }

  private boolean otherProcessIsKeptOut() {
    try {
      OtherProcess other = OtherProcess.start(vault.file(), "try");
      String last = other.rest().getLast();
      assertThat(last).contains("pid " + ProcessHandle.current().pid());
      return other.exitCode() == Code.CONFLICT.exitCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void thread_that_waits_too_long_names_its_own_process() throws InterruptedException {
    List<KeymasterException> failures = new ArrayList<>();
    try (SqliteRows rows = SqliteRows.open(vault.file(), Duration.ofMillis(20))) {
      rows.write(change -> {
        Thread other =
            Thread.ofPlatform()
                .start(() ->
                    failures.add(
                        catchThrowableOfType(
                            KeymasterException.class, () -> rows.write(Writer::addOne))));
        join(other);
        return true;
      });
    }
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst()).hasMessageContaining("pid " + ProcessHandle.current().pid());
  }

  @Test
  void interrupted_writer_fails_and_the_next_one_works() {
    try (SqliteRows rows = vault.open()) {
      Thread.currentThread().interrupt();
      KeymasterException failure =
          catchThrowableOfType(KeymasterException.class, () -> rows.write(Writer::addOne));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(failure).hasMessageContaining("interrupted");
      assertThat(rows.write(Writer::addOne)).isEqualTo(2);
    }
  }

  @Test
  void strange_content_of_the_lock_file_is_not_repeated() throws IOException, InterruptedException {
    OtherProcess holder = holder();
    Files.writeString(vault.companion(".lock"), "\u001b[2Jnot a pid at all");
    try (SqliteRows rows = SqliteRows.open(vault.file(), Duration.ZERO)) {
      KeymasterException failure =
          catchThrowableOfType(KeymasterException.class, () -> rows.write(Writer::addOne));
      assertThat(failure)
          .hasMessageContaining("somebody else is writing")
          .hasMessageNotContaining("[2J");
    }
    holder.kill();
  }

  private OtherProcess holder() throws IOException {
    OtherProcess holder = OtherProcess.start(vault.file(), "hold");
    assertThat(holder.line()).isEqualTo("open");
    assertThat(holder.line()).isEqualTo("holding");
    return holder;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
