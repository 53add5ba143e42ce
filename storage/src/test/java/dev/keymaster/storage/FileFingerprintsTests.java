package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Fingerprints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileFingerprintsTests {
  private static final byte[] VAULT = new byte[16];

  @TempDir Path folder;

  private Path state;
  private FileFingerprints kept;

  @BeforeEach
  void make() {
    state = folder.resolve("state");
    kept = new FileFingerprints(state, new SecureRandom()::nextBytes);
  }

  @Test
  void G7_another_process_sees_what_was_kept() {
    assertThat(kept.book(VAULT)).isNull();
    byte[] key = kept.key(VAULT);
    assertThat(key).hasSize(32);
    kept.add(VAULT, record(1));
    kept.add(VAULT, record(2));
    Fingerprints.Book book = book(another());
    assertThat(book.key()).isEqualTo(key).isNotEqualTo(new byte[32]);
    assertThat(book.records()).hasSize(2 * Fingerprints.RECORD).startsWith(1).endsWith(2);
    assertThat(book.complete()).isFalse();
    another().complete(VAULT);
    assertThat(book(kept).complete()).isTrue();
    assertThat(book(kept).records()).hasSize(2 * Fingerprints.RECORD);
  }

  @Test
  void G7_the_file_is_this_persons_alone() throws IOException {
    kept.key(VAULT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(kept.key(VAULT)).isNull();
    assertThat(kept.book(VAULT)).isNull();
  }

  @Test
  void G7_half_a_record_of_a_crash_is_written_over() throws IOException {
    kept.key(VAULT);
    kept.add(VAULT, record(1));
    Files.write(file(), new byte[100], StandardOpenOption.APPEND);
    kept.add(VAULT, record(2));
    assertThat(book(kept).records())
        .isEqualTo(HexFormat.of().parseHex("01".repeat(256) + "02".repeat(256)));
  }

  @Test
  void G7_a_file_of_something_else_says_nothing_and_stays() throws IOException {
    kept.key(VAULT);
    Files.writeString(file(), "x".repeat(400));
    assertThat(kept.key(VAULT)).isNull();
    assertThat(kept.book(VAULT)).isNull();
    assertThat(file()).hasSize(400);
  }

  @Test
  void G7_a_folder_that_cannot_be_made_is_no_failure() throws IOException {
    Files.writeString(state, "a file");
    assertThat(kept.key(VAULT)).isNull();
    kept.add(VAULT, record(1));
    kept.complete(VAULT);
    assertThat(kept.book(VAULT)).isNull();
  }

  private static Fingerprints.Book book(FileFingerprints of) {
    return Objects.requireNonNull(of.book(VAULT));
  }

  private FileFingerprints another() {
    return new FileFingerprints(state, new SecureRandom()::nextBytes);
  }

  private Path file() {
    return state.resolve("fingerprints").resolve("0".repeat(32));
  }

  private static byte[] record(int fill) {
    byte[] record = new byte[Fingerprints.RECORD];
    Arrays.fill(record, (byte) fill);
    return record;
  }
}
