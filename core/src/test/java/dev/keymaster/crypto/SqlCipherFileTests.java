package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F2, C5: databases of SQLCipher 4; the golden one is by SQLCipher 4.18.0 community. */
class SqlCipherFileTests {
  private static final int PAGE = 4096;
  private static final int QUICK = 2;

  private final Randomness randomness = new SecureRandom()::nextBytes;

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(UTF_8));
  }

  private static byte[] golden() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SqlCipherFileTests.class.getResourceAsStream("by-sqlcipher-4.18.db"))) {
      return in.readAllBytes();
    }
  }

  /** Pages as SQLite would leave them: a header, nothing where MACs go. */
  private byte[] image(int pages) {
    byte[] image = randomness.bytes(pages * PAGE);
    System.arraycopy("SQLite format 3\0".getBytes(US_ASCII), 0, image, 0, 16);
    image[16] = 16;
    image[17] = 0;
    image[20] = 80;
    for (int end = PAGE; end <= image.length; end += PAGE) {
      Arrays.fill(image, end - 80, end, (byte) 0);
    }
    return image;
  }

  private byte[] sealed(byte[] image) {
    return SqlCipherFile.seal(image, secret("right"), randomness, QUICK);
  }

  private static void refused(Code code, byte[] file, String passphrase) {
    assertThatThrownBy(() -> SqlCipherFile.open(file, secret(passphrase), QUICK))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              assertThat(e.hint()).isNotEmpty();
            });
  }

  @Test
  void F2_C5_what_sqlcipher_wrote_opens_here() throws IOException {
    byte[] image = SqlCipherFile.open(golden(), secret("canary of SQLCipher"));
    assertThat(image).hasSize(8 * PAGE).startsWith("SQLite format 3\0".getBytes(US_ASCII));
    assertThat(new String(image, ISO_8859_1))
        .contains("CREATE TABLE keys(", "sk-canary-" + "0".repeat(59) + "7")
        .contains("sk-canary-" + "0123456789abcdef".repeat(50));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 30})
  void F2_C5_what_is_sealed_here_opens_here(int pages) {
    byte[] image = image(pages);
    byte[] file = sealed(image);
    assertThat(file).hasSameSizeAs(image);
    assertThat(SqlCipherFile.maybe(file)).isTrue();
    assertThat(SqlCipherFile.open(file, secret("right"), QUICK)).isEqualTo(image);
    assertThat(sealed(image)).isNotEqualTo(file);
  }

  @Test
  void F2_C5_nothing_of_a_database_is_in_the_file() {
    byte[] image = new byte[3 * PAGE];
    System.arraycopy(image(1), 0, image, 0, PAGE);
    Arrays.fill(image, PAGE, PAGE + 4016, (byte) 'k');
    Arrays.fill(image, 2 * PAGE, 2 * PAGE + 4016, (byte) 'k');
    String file = new String(sealed(image), ISO_8859_1);
    assertThat(file).doesNotContain("kkkk", "SQLite");
    assertThat(file.substring(PAGE, 2 * PAGE)).isNotEqualTo(file.substring(2 * PAGE));
  }

  @Test
  void F2_C5_wrong_passphrase_is_locked() {
    byte[] file = sealed(image(2));
    refused(Code.LOCKED, file, "wrong");
    refused(Code.LOCKED, file, "");
  }

  /** Every part of a page: what is encrypted, its IV, its MAC; and of the first the salt. */
  @Test
  void F2_C5_a_flipped_bit_anywhere_is_noticed() {
    byte[] file = sealed(image(3));
    for (int page = 0; page < 3; page++) {
      for (int at : new int[] {0, 15, 16, 2000, 4015, 4016, 4031, 4032, 4064, 4095}) {
        byte[] changed = file.clone();
        changed[page * PAGE + at] ^= (byte) (1 << (at % 8));
        refused(page == 0 ? Code.LOCKED : Code.DAMAGED, changed, "right");
      }
    }
  }

  @Test
  void F2_C5_pages_that_change_places_or_are_blank_are_noticed() {
    byte[] file = sealed(image(3));
    byte[] swapped = file.clone();
    System.arraycopy(file, PAGE, swapped, 2 * PAGE, PAGE);
    System.arraycopy(file, 2 * PAGE, swapped, PAGE, PAGE);
    refused(Code.DAMAGED, swapped, "right");
    byte[] blank = file.clone();
    Arrays.fill(blank, PAGE, 2 * PAGE, (byte) 0);
    refused(Code.DAMAGED, blank, "right");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 512, 4095, 4097, 8191})
  void F2_C5_files_of_other_sizes_are_refused(int size) {
    byte[] file = Arrays.copyOf(sealed(image(3)), size);
    assertThat(SqlCipherFile.maybe(file)).isFalse();
    refused(Code.USAGE, file, "right");
  }

  @Test
  void F2_C5_what_is_too_large_or_not_encrypted_is_refused() {
    refused(Code.USAGE, image(1), "right");
    refused(Code.USAGE, Arrays.copyOf(image(1), 100), "right");
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 17, 20})
  void F2_C5_databases_with_other_pages_inside_are_refused(int at) {
    byte[] image = image(2);
    image[at] ^= 1;
    refused(Code.DAMAGED, sealed(image), "right");
    assertThatThrownBy(() -> SqlCipherFile.seal(image, secret("right"), randomness))
        .isInstanceOf(BugException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5000})
  void F2_C5_only_whole_pages_are_sealed(int size) {
    byte[] image = Arrays.copyOf(image(2), size);
    assertThatThrownBy(() -> SqlCipherFile.seal(image, secret("right"), randomness))
        .isInstanceOf(BugException.class);
  }

  @Test
  void F2_C5_text_is_not_taken_for_a_database() {
    byte[] text = new byte[PAGE];
    Arrays.fill(text, (byte) 'x');
    assertThat(SqlCipherFile.maybe(text)).isFalse();
  }
}
