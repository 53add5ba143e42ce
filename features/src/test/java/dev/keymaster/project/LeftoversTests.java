package dev.keymaster.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a writer leaves that is killed between making a new file and putting it in its place. */
class LeftoversTests {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final String CANARY = "KEY=sk-canary-left\n";

  private final Path folder;

  LeftoversTests(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path planted(String name) throws IOException {
    Path file = Files.writeString(folder.resolve(name), CANARY);
    return Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(61)));
  }

  @Test
  void A5_the_next_write_removes_what_a_killed_one_left_and_nothing_else() throws IOException {
    planted(".keymaster17253.new");
    Path fresh = Files.writeString(folder.resolve(".keymaster2.new"), CANARY);
    Path other = planted(".keymaster-notes.new");
    Path folderOfThatName = Files.createDirectory(folder.resolve(".keymaster3.new"));
    Path target = planted("target");
    Path link = Files.createSymbolicLink(folder.resolve(".keymaster4.new"), target);
    WholeFile.write(folder.resolve("a.txt"), "new".getBytes(UTF_8), WholeFile.PRIVATE);
    assertThat(folder.resolve("a.txt")).hasContent("new");
    try (var left = Files.list(folder)) {
      assertThat(left)
          .containsExactlyInAnyOrder(
              folder.resolve("a.txt"), fresh, other, folderOfThatName, target, link);
    }
  }

  @Test
  void A5_what_was_written_within_the_last_minute_may_not_be_locked_yet() throws IOException {
    Path file = planted(".keymaster7.new");
    assertThat(Leftovers.in(folder, NOW.minusSeconds(2))).isEmpty();
    assertThat(Leftovers.in(folder, NOW)).containsExactly(file);
    Leftovers.remove(folder, NOW.minusSeconds(2));
    assertThat(file).exists();
    Leftovers.remove(folder, NOW);
    assertThat(file).doesNotExist();
  }

  @Test
  void A5_a_file_that_somebody_writes_still_is_left_alone_however_old() throws IOException {
    Path busy = planted(".keymaster5.new");
    try (FileChannel channel = FileChannel.open(busy, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      WholeFile.write(folder.resolve("a.txt"), new byte[0], WholeFile.PRIVATE);
      assertThat(busy).exists();
    }
    assertThat(Leftovers.in(folder, NOW)).containsExactly(busy);
  }

  @Test
  void A5_a_check_of_env_names_it() throws IOException {
    planted(".keymaster6.new");
    assertThat(new DotenvFile(folder.resolve(".env")).exposures())
        .singleElement()
        .asString()
        .startsWith(".keymaster6.new beside it was left by a write that was killed");
  }
}
