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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedFileTests extends SealedFileStage {
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
