package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alarm for a whole older vault put back (SA4): remembers, forgets at worst, never invents. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class FileHighWaterTests {
  private static final byte[] VAULT = new byte[16];

  @TempDir private Path directory;

  private FileHighWater water() {
    return new FileHighWater(directory.resolve("state"));
  }

  private Path file() {
    return directory.resolve("state/seen/" + "0".repeat(32));
  }

  @Test
  void nothing_is_known_at_first_and_looking_makes_nothing() {
    assertThat(water().seen(VAULT)).isEqualTo(-1);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void highest_number_is_remembered_by_the_next_process() {
    water().advance(VAULT, 7);
    water().advance(VAULT, 3);
    assertThat(water().seen(VAULT)).isEqualTo(7);
    water().advance(VAULT, Long.MAX_VALUE);
    assertThat(water().seen(VAULT)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_damaged_file_of_any_length_is_written_anew() throws IOException {
    water().advance(VAULT, 7);
    for (int length : new int[] {0, 31, 32, 33, 4096}) {
      Files.write(file(), new byte[length]);
      water().advance(VAULT, 8);
      assertThat(water().seen(VAULT)).as("%d bytes", length).isEqualTo(8);
      assertThat(Files.size(file())).isEqualTo(32);
    }
  }

  @Test
  void vaults_are_kept_apart() {
    byte[] other = new byte[16];
    other[15] = 1;
    water().advance(VAULT, 7);
    water().advance(other, 9);
    assertThat(water().seen(VAULT)).isEqualTo(7);
    assertThat(water().seen(other)).isEqualTo(9);
  }

  @Test
  void reset_accepts_an_older_state() {
    water().advance(VAULT, 7);
    water().reset(VAULT, 2);
    assertThat(water().seen(VAULT)).isEqualTo(2);
  }

  @Test
  void file_and_directories_are_private() throws IOException {
    water().advance(VAULT, 7);
    assertThat(mode(file())).isEqualTo("rw-------");
    assertThat(mode(directory.resolve("state/seen"))).isEqualTo("rwx------");
    assertThat(Files.size(file())).isEqualTo(32);
  }

  @Test
  void every_flipped_bit_and_every_length_is_unknown() throws IOException {
    water().advance(VAULT, 7);
    byte[] sound = Files.readAllBytes(file());
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] flipped = sound.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file(), flipped);
      assertThat(water().seen(VAULT)).isEqualTo(-1);
    }
    for (int length = 0; length < 40; length++) {
      Files.write(file(), Arrays.copyOf(sound, length));
      assertThat(water().seen(VAULT)).isEqualTo(length == sound.length ? 7 : -1);
    }
  }

  @Test
  void file_of_another_vault_is_unknown() throws IOException {
    byte[] other = new byte[16];
    other[0] = 1;
    water().advance(other, 7);
    Files.copy(directory.resolve("state/seen/01" + "0".repeat(30)), file());
    assertThat(water().seen(VAULT)).isEqualTo(-1);
  }

  @Test
  void SL2_planted_link_is_neither_read_nor_written() throws IOException {
    water().advance(VAULT, 7);
    Path elsewhere = directory.resolve("elsewhere");
    Files.move(file(), elsewhere);
    byte[] before = Files.readAllBytes(elsewhere);
    Files.createSymbolicLink(file(), elsewhere);
    water().advance(VAULT, 9);
    assertThat(water().seen(VAULT)).isEqualTo(-1);
    assertThat(Files.readAllBytes(elsewhere)).isEqualTo(before);
  }

  @Test
  void SL2_a_process_that_stays_sees_what_others_do_with_the_file() throws IOException {
    FileHighWater staying = water();
    staying.advance(VAULT, 7);
    water().advance(VAULT, 8);
    assertThat(staying.seen(VAULT)).as("written in place").isEqualTo(8);
    water().reset(VAULT, 3);
    assertThat(staying.seen(VAULT)).as("replaced").isEqualTo(3);
    staying.advance(VAULT, 4);
    assertThat(water().seen(VAULT)).isEqualTo(4);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(staying.seen(VAULT)).as("open to others").isEqualTo(-1);
    Files.delete(file());
    assertThat(staying.seen(VAULT)).as("deleted").isEqualTo(-1);
    staying.advance(VAULT, 5);
    assertThat(water().seen(VAULT)).isEqualTo(5);
    Path elsewhere = directory.resolve("elsewhere");
    Files.move(file(), elsewhere);
    Files.createSymbolicLink(file(), elsewhere);
    assertThat(staying.seen(VAULT)).as("a link").isEqualTo(-1);
    staying.advance(VAULT, 9);
    Files.move(elsewhere, file(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(staying.seen(VAULT)).isEqualTo(5);
  }

  @Test
  void advance_survives_what_the_disk_says_and_reset_tells() throws IOException {
    Files.createDirectory(
        directory.resolve("state"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(directory.resolve("state/seen"), "a file in the way");
    water().advance(VAULT, 7);
    assertThat(water().seen(VAULT)).isEqualTo(-1);
    assertThatExceptionOfType(KeymasterException.class)
        .isThrownBy(() -> water().reset(VAULT, 1))
        .withMessageContaining("state/seen is a file");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void SU1_the_key_of_the_log_and_its_newest_checkpoint_are_kept_beside_it() throws IOException {
    assertThat(water().verifier(VAULT)).isNull();
    assertThat(water().checkpoint(VAULT)).isNull();
    water().pinVerifier(VAULT, "key");
    water().keepCheckpoint(VAULT, "a longer checkpoint\n");
    water().keepCheckpoint(VAULT, "checkpoint\n");
    assertThat(water().verifier(VAULT)).isEqualTo("key");
    assertThat(water().checkpoint(VAULT)).isEqualTo("checkpoint\n");
    Path kept = directory.resolve("state/checkpoints/" + "0".repeat(32));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");
    Files.delete(kept);
    Files.createDirectory(kept);
    water().keepCheckpoint(VAULT, "lost");
    assertThat(water().checkpoint(VAULT)).as("trouble is silent").isNull();
  }
}
