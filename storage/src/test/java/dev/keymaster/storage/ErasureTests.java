package dev.keymaster.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is removed or replaced for good is in no byte of any file, while the store is still open.
 */
@SuppressWarnings("NullAway.Init") // set by JUnit
class ErasureTests {
  private static final String MARK = "sk-canary-5ea1ed0f5ea1ed0f5ea1ed0f";

  @TempDir private Path directory;

  private TestVault vault;

  @BeforeEach
  void make() {
    vault = TestVault.in(directory);
  }

  @Test
  void F7_removed_row_is_overwritten_before_the_write_returns() throws IOException {
    try (SqliteRows rows = vault.open()) {
      for (int length : new int[] {60, 5000, 300_000}) {
        rows.write(change -> put(change, length));
        assertThat(marked()).isTrue();
        rows.write(change -> {
          change.removeRow(77);
          return true;
        });
        assertThat(marked()).as("%d bytes", length).isFalse();
      }
    }
  }

  @Test
  void F7_replaced_part_is_overwritten_if_asked() throws IOException {
    try (SqliteRows rows = vault.open()) {
      rows.write(change -> {
        change.putPart("header", sealed(500));
        return true;
      });
      assertThat(marked()).isTrue();
      rows.write(change -> {
        change.putPart("header", new byte[20]);
        change.eraseReplaced();
        return true;
      });
      assertThat(marked()).isFalse();
    }
  }

  @Test
  void F7_erasure_that_a_reader_held_up_is_made_good_by_the_next_write() throws IOException {
    try (SqliteRows rows = vault.open()) {
      rows.write(change -> put(change, 500));
      rows.read(snapshot -> {
        assertThat(snapshot.row(TestVault.locator(77))).isNotNull();
        return rows.write(change -> {
          change.removeRow(77);
          return true;
        });
      });
      rows.write(Writer::addOne);
      assertThat(marked()).isFalse();
    }
  }

  @Test
  void log_is_gone_when_the_store_is_closed() {
    try (SqliteRows rows = vault.open()) {
      rows.write(Writer::addOne);
      assertThat(vault.companion("-wal")).exists();
    }
    assertThat(vault.companion("-wal")).doesNotExist();
    assertThat(vault.companion("-shm")).doesNotExist();
  }

  private static boolean put(Transaction change, int length) {
    change.putRow(new SealedRow(77, 1, TestVault.locator(77), sealed(length)));
    return true;
  }

  /** Bytes with the mark every 40, so that every page they touch has one. */
  private static byte[] sealed(int length) {
    byte[] sealed = new byte[length];
    byte[] mark = MARK.getBytes(US_ASCII);
    for (int at = 0; at + mark.length <= length; at += 40) {
      System.arraycopy(mark, 0, sealed, at, mark.length);
    }
    assertThat(Arrays.mismatch(sealed, new byte[length])).isNotNegative();
    return sealed;
  }

  private boolean marked() throws IOException {
    try (Stream<Path> files = Files.list(vault.home())) {
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(MARK)) {
          return true;
        }
      }
    }
    return false;
  }
}
