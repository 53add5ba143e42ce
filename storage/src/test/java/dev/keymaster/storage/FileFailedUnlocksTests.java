package dev.keymaster.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.FailedUnlock;
import dev.keymaster.model.SlotKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFailedUnlocksTests {
  private static final String VAULT = "00112233445566778899aabbccddeeff";
  private final Path state;
  private final FileFailedUnlocks failed;

  FileFailedUnlocksTests(@TempDir Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    state = folder.resolve("state");
    failed = new FileFailedUnlocks(state);
  }

  private static FailedUnlock attempt(int number) {
    return new FailedUnlock(
        Instant.ofEpochMilli(1_800_000_000_000L + number),
        1000,
        number,
        "guess",
        SlotKind.PASSPHRASE);
  }

  private void add(int number) {
    failed.update(
        VAULT,
        kept -> {
          List<FailedUnlock> all = new ArrayList<>(kept);
          all.add(attempt(number));
          return all;
        });
  }

  private List<FailedUnlock> kept() {
    List<FailedUnlock> seen = new ArrayList<>();
    new FileFailedUnlocks(state)
        .update(
            VAULT,
            kept -> {
              seen.addAll(kept);
              return kept;
            });
    return seen;
  }

  @Test
  void attempts_survive_in_a_file_of_the_owners() throws IOException {
    add(1);
    add(2);
    assertThat(kept()).containsExactly(attempt(1), attempt(2));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  private Path file() {
    return state.resolve("failed").resolve(VAULT);
  }

  @Test
  void nothing_is_written_as_long_as_nothing_failed() {
    failed.update(VAULT, kept -> kept);
    assertThat(state).doesNotExist();
  }

  @Test
  void the_newest_are_kept() {
    for (int i = 0; i < 70; i++) {
      add(i);
    }
    assertThat(kept()).hasSize(64).endsWith(attempt(69)).startsWith(attempt(6));
  }

  @Test
  void a_change_that_throws_changes_nothing() {
    add(1);
    assertThatThrownBy(() ->
            failed.update(
                VAULT,
                kept -> {
                  throw new IllegalStateException("no");
                }))
        .hasMessage("no");
    assertThat(kept()).containsExactly(attempt(1));
  }

  @Test
  void many_at_once_lose_none() throws Exception {
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        int number = i;
        crowd.execute(() -> add(number));
      }
    }
    assertThat(kept()).hasSize(50);
  }

  @Test
  void lines_that_are_not_ours_are_left_out() throws IOException {
    add(1);
    Files.write(
        file(),
        (Files.readString(file()) + "x y\n1 2 3 passphrase\nz 1 2 passphrase p\n1 1 1 door p\n")
            .getBytes(UTF_8));
    assertThat(kept()).containsExactly(attempt(1));
  }

  @Test
  void trouble_with_the_file_keeps_nobody_from_trying() throws IOException {
    add(1);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
    add(2);
    assertThat(kept()).isEmpty();
    Files.delete(file());
    Files.createSymbolicLink(file(), state.resolve("elsewhere"));
    add(3);
    assertThat(state.resolve("elsewhere")).doesNotExist();
  }
}
