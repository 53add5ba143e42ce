package dev.keymaster.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was damaged, put together anew or forged is refused, whoever did it. */
class TamperedSealedFileTests extends SealedFileStage {
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
}
