package dev.keymaster.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.keymaster.model.HighWater;
import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Remembers the highest state seen in one small file per vault, {@code seen/<vault id in hex>}
 * under the state directory, 0600.
 *
 * <p>An alarm, not a lock: the file is written in place without waiting for the disk, trouble with
 * writing it is ignored, and one that is damaged, missing or not ours says "unknown". So it may
 * forget, but it never invents a state that was not seen. Somebody who can write in the state
 * directory can silence it; the second counter in the keychain is there for that.
 *
 * <p>Layout, 32 bytes, big-endian: {@code "kmseen1\n"}, sequence (8), zero (12), CRC-32C of vault
 * id and all that comes before (4).
 */
public final class FileHighWater implements HighWater {
  private static final byte[] MAGIC = "kmseen1\n".getBytes(US_ASCII);
  private static final int LENGTH = 32;
  private static final int CHECKED = LENGTH - Integer.BYTES;
  private static final long UNKNOWN = -1;

  private final Path directory;

  /**
   * Remembers under a directory, which is made when something is first remembered.
   *
   * @param stateDirectory this person's state on this machine, never inside a synchronised folder
   */
  public FileHighWater(Path stateDirectory) {
    directory = stateDirectory.resolve("seen");
  }

  @Override
  public long seen(byte[] vaultId) {
    try {
      return PrivateFiles.read(file(vaultId), LENGTH)
          .map(content -> sequence(vaultId, content))
          .orElse(UNKNOWN);
    } catch (KeymasterException e) {
      return UNKNOWN;
    }
  }

  /** {@inheritDoc} Never fails: a commit that has happened must not look as if it had not. */
  @Override
  public void advance(byte[] vaultId, long sequence) {
    try {
      if (sequence > seen(vaultId)) {
        overwrite(vaultId, sequence);
      }
    } catch (IOException | KeymasterException e) {
      return; // the alarm stays where it was
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws KeymasterException FAILURE if it cannot be stored: the old number would keep warning
   */
  @Override
  public void reset(byte[] vaultId, long sequence) {
    PrivateFiles.directory(directory);
    PrivateFiles.replace(file(vaultId), content(vaultId, sequence));
  }

  private void overwrite(byte[] vaultId, long sequence) throws IOException {
    Path file = file(vaultId);
    if (!PrivateFiles.exists(file)) {
      PrivateFiles.directory(directory);
      PrivateFiles.create(file).close();
    }
    try (FileChannel channel = PrivateFiles.open(file, READ, WRITE)) {
      channel.write(ByteBuffer.wrap(content(vaultId, sequence)), 0);
    }
  }

  private Path file(byte[] vaultId) {
    return directory.resolve(HexFormat.of().formatHex(vaultId));
  }

  private static byte[] content(byte[] vaultId, long sequence) {
    ByteBuffer content = ByteBuffer.allocate(LENGTH).put(MAGIC).putLong(sequence);
    content.putInt(CHECKED, checksum(vaultId, content.array()));
    return content.array();
  }

  private static long sequence(byte[] vaultId, byte[] content) {
    if (content.length != LENGTH) {
      return UNKNOWN;
    }
    ByteBuffer read = ByteBuffer.wrap(content);
    boolean sound =
        read.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
            && read.getInt(CHECKED) == checksum(vaultId, content);
    return sound ? Math.max(UNKNOWN, read.getLong(MAGIC.length)) : UNKNOWN;
  }

  private static int checksum(byte[] vaultId, byte[] content) {
    CRC32C sum = new CRC32C();
    sum.update(vaultId);
    sum.update(content, 0, CHECKED);
    return (int) sum.getValue();
  }
}
