package dev.keymaster.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  private static final String CANARY = "KEY=sk-canary-left\n";

  private final Path folder;

  LeftoversTests(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path planted(String name) throws IOException {
    Path file = Files.writeString(folder.resolve(name), CANARY);
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(120)));
  }

  @Test
  void A5_the_next_write_removes_what_a_killed_one_left_and_nothing_else() throws IOException {
    planted(".keymaster17253.new");
    Path fresh = Files.writeString(folder.resolve(".keymaster2.new"), CANARY);
    Path other = planted(".keymaster-notes.new");
    Path folderOfThatName = Files.createDirectory(folder.resolve(".keymaster3.new"));
    Path target = planted("target");
    Path link = Files.createSymbolicLink(folder.resolve(".keymaster4.new"), target);
    Path mine = planted(".keymaster1-my notes.new");
    Path second = Files.createLink(folder.resolve(".keymaster8.new"), target);
    WholeFile.write(folder.resolve("a.txt"), "new".getBytes(UTF_8), WholeFile.PRIVATE);
    assertThat(folder.resolve("a.txt")).hasContent("new");
    try (var left = Files.list(folder)) {
      assertThat(left)
          .containsExactlyInAnyOrder(
              folder.resolve("a.txt"), fresh, other, folderOfThatName, target, link, mine, second);
    }
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
    assertThat(Leftovers.in(folder, Instant.now())).containsExactly(busy);
  }

  @Test
  void A5_what_was_written_within_the_last_minute_is_no_leftover() throws IOException {
    Path left = planted(".keymaster7.new");
    Instant written = Files.getLastModifiedTime(left).toInstant();
    assertThat(Leftovers.in(folder, written.plusSeconds(60))).isEmpty();
    assertThat(Leftovers.in(folder, written.plusSeconds(61))).containsExactly(left);
  }

  @Test
  void A5_a_lock_that_cannot_be_had_stops_no_write() throws IOException {
    Path file = Files.createFile(folder.resolve("a.txt"));
    FileChannel closed = FileChannel.open(file, StandardOpenOption.WRITE);
    closed.close();
    assertThatThrownBy(closed::lock).isInstanceOf(IOException.class);
    assertThatCode(() -> Leftovers.guard(closed)).doesNotThrowAnyException();
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
