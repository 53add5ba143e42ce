package dev.keymaster.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Makes sealed files, opens them, and takes them apart for those who try to change them. */
abstract class SealedFileStage {
  static final PasswordKdf CHEAPEST = new Argon2id(19456, 2, 1);
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");
  static final int BLOCK = 65536;
  static final int ENVELOPE = BLOCK + 72;

  /** Stands in for the KDF where thousands of files are opened: as distinct, but quick. */
  static final SealedFileHeader.Stretch QUICK =
      (kdf, salt) -> {
        try {
          MessageDigest digest = MessageDigest.getInstance("SHA-512");
          digest.update(Objects.requireNonNull(kdf).parameters());
          return digest.digest(salt);
        } catch (GeneralSecurityException e) {
          throw new AssertionError(e);
        }
      };

  final Random random = new Random(20261121);
  final Randomness randomness = random::nextBytes;

  byte[] content(int length) {
    byte[] content = new byte[length];
    random.nextBytes(content);
    return content;
  }

  byte[] sealed(byte[] content) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    SealedFileHeader header = SealedFileHeader.fresh("backup", CHEAPEST, NOW, randomness);
    try (SealedFileWriter out = SealedFileWriter.start(file, header, QUICK, randomness)) {
      out.write(content);
      out.finish();
    }
    return file.toByteArray();
  }

  static byte[] opened(byte[] file) throws IOException {
    try (SealedFileReader in =
        SealedFileReader.open(new ByteArrayInputStream(file), "backup", QUICK)) {
      return in.readAllBytes();
    }
  }

  static void refused(byte[] file, String how) {
    assertThatThrownBy(() -> opened(file)).as(how).isInstanceOf(KeymasterException.class);
  }

  static void refused(Code code, byte[] file) {
    assertThatThrownBy(() -> opened(file))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  /** Everything before the first block. */
  static int headLength(byte[] file) {
    return 14 + ByteBuffer.wrap(file).getInt(10) + 32;
  }

  static List<byte[]> blocks(byte[] file) {
    List<byte[]> blocks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).position(headLength(file));
    while (in.hasRemaining()) {
      byte[] block = new byte[4 + in.getInt(in.position())];
      in.get(block);
      blocks.add(block);
    }
    return blocks;
  }

  static byte[] joined(byte[] file, List<byte[]> blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, headLength(file));
    blocks.forEach(out::writeBytes);
    return out.toByteArray();
  }
}
