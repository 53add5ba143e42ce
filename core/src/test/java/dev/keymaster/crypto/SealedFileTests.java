package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealedFileTests {
  private static final PasswordKdf CHEAPEST = new Argon2id(19456, 2, 1);
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");
  private static final int BLOCK = 65536;
  private static final int ENVELOPE = BLOCK + 72;

  /** Stands in for the KDF where thousands of files are opened: as distinct, but quick. */
  private static final SealedFileHeader.Stretch QUICK =
      (kdf, salt) -> {
        try {
          MessageDigest digest = MessageDigest.getInstance("SHA-512");
          digest.update(Objects.requireNonNull(kdf).parameters());
          return digest.digest(salt);
        } catch (GeneralSecurityException e) {
          throw new AssertionError(e);
        }
      };

  private final Random random = new Random(20261121);
  private final Randomness randomness = random::nextBytes;

  private byte[] content(int length) {
    byte[] content = new byte[length];
    random.nextBytes(content);
    return content;
  }

  private byte[] sealed(byte[] content) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    SealedFileHeader header = SealedFileHeader.fresh("backup", CHEAPEST, NOW, randomness);
    try (SealedFileWriter out = SealedFileWriter.start(file, header, QUICK, randomness)) {
      out.write(content);
      out.finish();
    }
    return file.toByteArray();
  }

  private static byte[] opened(byte[] file) throws IOException {
    try (SealedFileReader in =
        SealedFileReader.open(new ByteArrayInputStream(file), "backup", QUICK)) {
      return in.readAllBytes();
    }
  }

  private static void refused(byte[] file, String how) {
    assertThatThrownBy(() -> opened(file)).as(how).isInstanceOf(KeymasterException.class);
  }

  private static void refused(Code code, byte[] file) {
    assertThatThrownBy(() -> opened(file))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  /** Everything before the first block. */
  private static int headLength(byte[] file) {
    return 14 + ByteBuffer.wrap(file).getInt(10) + 32;
  }

  private static List<byte[]> blocks(byte[] file) {
    List<byte[]> blocks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).position(headLength(file));
    while (in.hasRemaining()) {
      byte[] block = new byte[4 + in.getInt(in.position())];
      in.get(block);
      blocks.add(block);
    }
    return blocks;
  }

  private static byte[] joined(byte[] file, List<byte[]> blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, headLength(file));
    blocks.forEach(out::writeBytes);
    return out.toByteArray();
  }

  @Nested
  class Under_a_key {
    private final Secret key = Secret.copyOf(content(32));

    private byte[] keyed(byte[] content) throws IOException {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      try (SealedFileWriter out = SealedFileWriter.keyed(file, "copy", key, NOW, randomness)) {
        out.write(content);
        out.finish();
      }
      return file.toByteArray();
    }

    @Test
    void opens_under_that_key_alone() throws IOException {
      byte[] file = keyed(content(100_000));
      try (SealedFileReader in =
          SealedFileReader.keyed(new ByteArrayInputStream(file), "copy", key)) {
        assertThat(in.readAllBytes()).hasSize(100_000);
        assertThat(in.created()).isEqualTo(NOW);
      }
      assertThatThrownBy(() ->
              SealedFileReader.keyed(
                  new ByteArrayInputStream(file), "copy", Secret.copyOf(content(32))))
          .isInstanceOfSatisfying(
              KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.LOCKED));
    }

    @Test
    void is_not_taken_for_a_file_under_a_passphrase_nor_the_other_way_round() throws IOException {
      byte[] file = keyed(content(10));
      assertThatThrownBy(
              () -> SealedFileReader.open(new ByteArrayInputStream(file), "copy", key.copy()))
          .hasMessage("this file opens with its vault alone");
      byte[] other = sealed(content(10));
      assertThatThrownBy(
              () -> SealedFileReader.keyed(new ByteArrayInputStream(other), "backup", key))
          .hasMessage("sealed file: not sealed under a key");
    }
  }

  @Nested
  class Round_trip {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 7})
    void gives_back_what_was_written(int length) throws IOException {
      byte[] content = content(length);

      byte[] file = sealed(content);

      assertThat(opened(file)).isEqualTo(content);
      assertThat(blocks(file)).hasSize(Math.max(1, (length + BLOCK - 1) / BLOCK));
    }

    @Test
    void with_a_real_passphrase_and_single_bytes() throws IOException {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      try (Secret passphrase = Secret.taking("sk-canary-6f70656e".getBytes(UTF_8))) {
        try (SealedFileWriter out =
            SealedFileWriter.start(file, "export", passphrase, CHEAPEST, NOW, randomness)) {
          out.write('k');
          out.write('m');
          out.finish();
        }
        try (SealedFileReader in =
            SealedFileReader.open(
                new ByteArrayInputStream(file.toByteArray()), "export", passphrase)) {
          assertThat(in.created()).isEqualTo(NOW);
          assertThat(in.read(new byte[3], 1, 0)).isZero();
          assertThat(new int[] {in.read(), in.read(), in.read()}).containsExactly('k', 'm', -1);
        }
      }
    }

    @Test
    void does_not_depend_on_how_much_the_stream_gives_at_once() throws IOException {
      byte[] content = content(BLOCK + 99);
      InputStream trickle =
          new ByteArrayInputStream(sealed(content)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
              return super.read(target, offset, Math.min(length, 17));
            }
          };

      try (SealedFileReader in = SealedFileReader.open(trickle, "backup", QUICK)) {
        assertThat(in.readAllBytes()).isEqualTo(content);
      }
    }

    @Test
    void shows_nothing_of_its_content() throws IOException {
      byte[] content = "sk-canary-0a1b2c3d".repeat(50).getBytes(UTF_8);

      assertThat(new String(sealed(content), UTF_8)).doesNotContain("canary");
    }

    @Test
    void SA20_same_content_never_gives_the_same_blocks() throws IOException {
      byte[] content = content(10);

      assertThat(blocks(sealed(content)).getFirst())
          .isNotEqualTo(blocks(sealed(content)).getFirst());
    }
  }

  @Nested
  class Layout {
    // docs/format.md §11
    @Test
    void is_magic_version_length_fields_mac_blocks() throws IOException {
      ByteBuffer file = ByteBuffer.wrap(sealed(content(5)));
      byte[] magic = new byte[8];
      file.get(magic);
      assertThat(magic).asString().isEqualTo("KMSEALED");
      assertThat(file.getShort()).isEqualTo((short) 1);
      byte[] fields = new byte[file.getInt()];
      file.get(fields).get(new byte[32]);
      FieldReader in = new FieldReader("header", fields);
      assertThat(in.u8(1)).isEqualTo(1);
      assertThat(in.bytes(2)).isEqualTo(CHEAPEST.parameters());
      assertThat(in.bytes(3)).hasSize(16);
      assertThat(in.bytes(4)).hasSize(16);
      assertThat(in.time(5)).isEqualTo(NOW);
      assertThat(in.text(6)).isEqualTo("backup");
      in.end();
      assertThat(file.getInt()).isEqualTo(5 + 72).isEqualTo(file.remaining());
    }

    // made by a few lines of Python from docs/format.md §11, with its own KDF and cipher
    @Test
    void is_what_another_program_makes_of_the_specification() throws IOException {
      byte[] expected =
          Vectors.hex(
              "4b4d5345414c45440001000000710001000000010100020000001e00010000000400004c000002000000"
                  + "040000000200030000000400000001000300000010000102030405060708090a0b0c0d0e0f0004000000"
                  + "10101112131415161718191a1b1c1d1e1f000500000008000001a1fd8c697b0006000000066261636b75"
                  + "7048a926475336c8ae79db6abc8a362076ad0a252544e6e097f5b45504c386f58b0000005a2021222324"
                  + "25262728292a2b2c2d2e2f30313233343536377cbcaad8729d9a74b70293fe76ed317b88fb89c6491d22"
                  + "642ea8382047325f439b93ca5f58d8b02fd0fa3bfab4cd3cbabc6ef5bcae81f1e55054bc6eebaf637957"
                  + "03");
      int[] next = {0};
      Randomness counting =
          target -> {
            for (int i = 0; i < target.length; i++) {
              target[i] = (byte) next[0]++;
            }
          };
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      try (Secret passphrase = Secret.taking("schlüssel zum Königreich".getBytes(UTF_8))) {
        try (SealedFileWriter out =
            SealedFileWriter.start(file, "backup", passphrase, CHEAPEST, NOW, counting)) {
          out.write("sk-canary-66696c65".getBytes(UTF_8));
          out.finish();
        }
        assertThat(file.toByteArray()).isEqualTo(expected);
        try (SealedFileReader in =
            SealedFileReader.open(new ByteArrayInputStream(expected), "backup", passphrase)) {
          assertThat(in.readAllBytes()).asString().isEqualTo("sk-canary-66696c65");
        }
      }
    }
  }

  @Nested
  class Damage {
    @Test
    void SA1_every_flipped_bit_is_refused() throws IOException {
      byte[] file = sealed(content(40));
      for (int bit = 0; bit < file.length * 8; bit++) {
        byte[] changed = file.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        refused(changed, "bit " + bit);
      }
    }

    @Test
    void SA1_every_truncation_is_refused() throws IOException {
      byte[] file = sealed(content(40));
      for (int length = 0; length < file.length; length++) {
        refused(Arrays.copyOf(file, length), "length " + length);
      }
    }

    @Test
    void SA1_every_extension_is_refused() throws IOException {
      byte[] file = sealed(content(40));
      for (int more = 1; more < 200; more++) {
        refused(Arrays.copyOf(file, file.length + more), "longer by " + more);
      }
    }

    @Test
    void SA1_truncation_at_a_block_boundary_is_refused() throws IOException {
      byte[] file = sealed(content(3 * BLOCK));
      for (int kept = 0; kept < 3; kept++) {
        refused(Code.CORRUPT, joined(file, blocks(file).subList(0, kept)));
      }
    }

    @Test
    void SA2_blocks_in_another_order_are_refused() throws IOException {
      byte[] file = sealed(content(4 * BLOCK));
      for (int first = 0; first < 4; first++) {
        for (int second = first + 1; second < 4; second++) {
          List<byte[]> blocks = blocks(file);
          Collections.swap(blocks, first, second);
          refused(Code.CORRUPT, joined(file, blocks));
        }
      }
    }

    @Test
    void SA4_a_doubled_block_is_refused() throws IOException {
      byte[] file = sealed(content(3 * BLOCK));
      for (int at = 0; at < 3; at++) {
        List<byte[]> blocks = blocks(file);
        blocks.add(at, blocks.get(at));
        refused(Code.CORRUPT, joined(file, blocks));
      }
    }

    @Test
    void SA2_a_block_of_another_file_is_refused() throws IOException {
      byte[] file = sealed(content(30));

      refused(Code.CORRUPT, joined(file, blocks(sealed(content(30)))));
    }

    @Test
    void SA2_a_head_of_another_file_is_refused() throws IOException {
      byte[] file = sealed(content(30));

      refused(Code.CORRUPT, joined(sealed(content(30)), blocks(file)));
    }

    @Test
    void nothing_is_released_before_its_tag_holds() throws IOException {
      byte[] content = content(2 * BLOCK + 5);
      byte[] file = sealed(content);
      file[headLength(file) + 4 + ENVELOPE + 4 + 1000] ^= 1;
      ByteArrayOutputStream released = new ByteArrayOutputStream();

      assertThatThrownBy(() ->
              SealedFileReader.open(new ByteArrayInputStream(file), "backup", QUICK)
                  .transferTo(released))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("block 1");

      assertThat(released.toByteArray()).isEqualTo(Arrays.copyOf(content, BLOCK));
    }

    @Test
    void after_a_bad_block_nothing_more_comes() throws IOException {
      byte[] file = sealed(content(2 * BLOCK));
      file[headLength(file) + 100] ^= 1;
      SealedFileReader in = SealedFileReader.open(new ByteArrayInputStream(file), "backup", QUICK);

      assertThatThrownBy(in::read).isInstanceOf(KeymasterException.class);
      assertThatThrownBy(in::read).isInstanceOf(KeymasterException.class);
    }
  }

  @Nested
  class Forgery {
    @ParameterizedTest
    @CsvSource({"-1", "0", "71", "65609", "2147483647", "-2147483648"})
    void a_block_length_out_of_range_is_refused_before_allocation(int length) throws IOException {
      byte[] file = sealed(content(30));
      ByteBuffer.wrap(file).putInt(headLength(file), length);

      refused(Code.CORRUPT, file);
    }

    @Test
    @SuppressWarnings("InputStreamSlowMultibyteRead")
    void a_huge_block_is_not_read_to_be_refused() throws IOException {
      byte[] file = sealed(content(30));
      ByteBuffer.wrap(file).putInt(headLength(file), Integer.MAX_VALUE);
      long[] taken = {0};
      InputStream endless =
          new InputStream() {
            @Override
            public int read() {
              int at = (int) Math.min(taken[0]++, file.length - 1);
              if (taken[0] > 1 << 20) {
                throw new AssertionError("reads on and on");
              }
              return file[at] & 0xff;
            }
          };

      assertThatThrownBy(() -> SealedFileReader.open(endless, "backup", QUICK))
          .isInstanceOf(KeymasterException.class);
      assertThat(taken[0]).isEqualTo(headLength(file) + 4);
    }

    @ParameterizedTest
    @CsvSource({"-1", "65537", "2147483647", "-2147483648"})
    void a_header_length_out_of_range_is_refused_before_allocation(int length) throws IOException {
      byte[] file = sealed(content(30));
      ByteBuffer.wrap(file).putInt(10, length);

      refused(Code.CORRUPT, file);
    }

    @Test
    void SA18_a_newer_version_is_refused_and_named() throws IOException {
      byte[] file = sealed(content(30));
      ByteBuffer.wrap(file).putShort(8, (short) 2);

      assertThatThrownBy(() -> opened(file)).hasMessageContaining("newer keymaster");
      refused(Code.FAILURE, file);
    }

    @Test
    void SA18_version_zero_is_refused() throws IOException {
      byte[] file = sealed(content(30));
      ByteBuffer.wrap(file).putShort(8, (short) 0);

      refused(Code.CORRUPT, file);
    }

    @Test
    void SA16_a_weakened_kdf_is_refused_before_it_runs() throws IOException {
      byte[] file = sealed(content(30));
      ByteBuffer.wrap(file).putInt(14 + 7 + 6 + 6, 8);

      assertThatThrownBy(() ->
              SealedFileReader.open(
                  new ByteArrayInputStream(file),
                  "backup",
                  (kdf, salt) -> {
                    throw new AssertionError("stretched");
                  }))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("memory out of range: 8 KiB");
    }

    @Test
    void an_unknown_optional_field_is_refused_so_that_a_file_has_one_form() throws IOException {
      byte[] file = sealed(content(30));
      byte[] surplus = new Fields().bytes(0x8000, new byte[1]).encoded();
      int end = headLength(file) - 32;
      ByteBuffer changed = ByteBuffer.allocate(file.length + surplus.length);
      changed.put(file, 0, end).put(surplus).put(file, end, file.length - end);
      changed.putInt(10, end - 14 + surplus.length);

      refused(Code.CORRUPT, changed.array());
    }

    @Test
    void an_empty_last_block_after_others_is_refused() throws IOException {
      SealedFileHeader header = SealedFileHeader.fresh("backup", CHEAPEST, NOW, randomness);
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      try (SealingKey key = header.key(QUICK)) {
        file.write(header.encoded());
        file.write(header.mac(key));
        putBlock(file, key, header, 0, false, new byte[BLOCK]);
        putBlock(file, key, header, 1, true, new byte[0]);
      }

      refused(Code.CORRUPT, file.toByteArray());
    }

    @Test
    void a_short_block_before_others_is_refused() throws IOException {
      SealedFileHeader header = SealedFileHeader.fresh("backup", CHEAPEST, NOW, randomness);
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      try (SealingKey key = header.key(QUICK)) {
        file.write(header.encoded());
        file.write(header.mac(key));
        putBlock(file, key, header, 0, false, new byte[9]);
        putBlock(file, key, header, 1, true, new byte[9]);
      }

      refused(Code.CORRUPT, file.toByteArray());
    }

    private void putBlock(
        ByteArrayOutputStream file,
        SealingKey key,
        SealedFileHeader header,
        long index,
        boolean last,
        byte[] plain) {
      byte[] envelope =
          key.seal("file", "backup", header.blockContext(index, last), plain, randomness);
      file.writeBytes(ByteBuffer.allocate(4).putInt(envelope.length).array());
      file.writeBytes(envelope);
    }
  }

  @Nested
  class Refusals {
    @Test
    void wrong_passphrase_is_locked_not_corrupt() throws IOException {
      byte[] file = sealed(content(30));

      try (Secret wrong = Secret.taking("sk-canary-77726f6e67".getBytes(UTF_8))) {
        assertThatThrownBy(
                () -> SealedFileReader.open(new ByteArrayInputStream(file), "backup", wrong))
            .isInstanceOfSatisfying(
                KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.LOCKED));
      }
    }

    @Test
    void another_kind_of_file_is_named() throws IOException {
      byte[] file = sealed(content(30));

      assertThatThrownBy(
              () -> SealedFileReader.open(new ByteArrayInputStream(file), "export", QUICK))
          .hasMessage("this sealed file holds no export");
      refused(Code.USAGE, "something else altogether".getBytes(UTF_8));
    }

    @Test
    void a_file_that_was_not_finished_is_refused() throws IOException {
      for (int length : new int[] {0, 10, BLOCK, BLOCK + 1}) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        SealedFileHeader header = SealedFileHeader.fresh("backup", CHEAPEST, NOW, randomness);
        try (SealedFileWriter out = SealedFileWriter.start(file, header, QUICK, randomness)) {
          out.write(new byte[length]);
        }
        refused(Code.CORRUPT, file.toByteArray());
      }
    }

    @Test
    void use_after_the_end_is_a_bug() throws IOException {
      SealedFileHeader header = SealedFileHeader.fresh("backup", CHEAPEST, NOW, randomness);
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      SealedFileWriter out = SealedFileWriter.start(file, header, QUICK, randomness);
      out.finish();
      assertThatThrownBy(() -> out.write(1)).isInstanceOf(BugException.class);
      assertThatThrownBy(out::finish).isInstanceOf(BugException.class);
      out.close();
      assertThatCode(out::close).doesNotThrowAnyException();
      SealedFileReader in =
          SealedFileReader.open(new ByteArrayInputStream(file.toByteArray()), "backup", QUICK);
      in.close();
      assertThatThrownBy(in::read).isInstanceOf(BugException.class);
    }
  }
}
