package dev.keymaster.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.HighWater;
import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the highest state seen in one small file per vault, {@code seen/<vault id in hex>}
 * under the state directory, 0600.
 *
 * <p>An alarm, not a lock: the file is written in place without waiting for the disk, trouble with
 * writing it is ignored, and one that is damaged, missing or not ours says "unknown". So it may
 * forget, but it never invents a state that was not seen. Somebody who can write in the state
 * directory can silence it; the second counter in the keychain is there for that.
 *
 * <p>Beside it, as text: the key that checks the vault's log ({@code verifiers/}) and the newest
 * checkpoint of it ({@code checkpoints/}).
 *
 * <p>Layout, 32 bytes, big-endian: {@code "kmseen1\n"}, sequence (8), zero (12), CRC-32C of vault
 * id and all that comes before (4).
 */
public final class FileHighWater implements HighWater {
  private static final byte[] MAGIC = "kmseen1\n".getBytes(US_ASCII);
  private static final int LENGTH = 32;
  private static final int CHECKED = LENGTH - Integer.BYTES;
  private static final long UNKNOWN = -1;

  /** More than a key or a checkpoint needs. */
  private static final int MAX_TEXT = 16_384;

  private final Map<Path, KeptFile> files = new ConcurrentHashMap<>();
  private final Path directory;
  private final Path verifiers;
  private final Path checkpoints;

  /**
   * Remembers under a directory, which is made when something is first remembered.
   *
   * @param stateDirectory this person's state on this machine, never inside a synchronised folder
   */
  public FileHighWater(Path stateDirectory) {
    directory = stateDirectory.resolve("seen");
    verifiers = stateDirectory.resolve("verifiers");
    checkpoints = stateDirectory.resolve("checkpoints");
  }

  @Override
  public long seen(byte[] vaultId) {
    try {
      byte[] content = file(vaultId).read(LENGTH);
      return content == null ? UNKNOWN : sequence(vaultId, content);
    } catch (IOException | KeymasterException e) {
      return UNKNOWN;
    }
  }

  /** {@inheritDoc} Never fails: a commit that has happened must not look as if it had not. */
  @Override
  public void advance(byte[] vaultId, long sequence) {
    try {
      file(vaultId)
          .overwriteIf(before -> sequence > sequence(vaultId, before), content(vaultId, sequence));
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
    file(vaultId).replace(content(vaultId, sequence));
  }

  @Override
  public @Nullable String verifier(byte[] vaultId) {
    return text(file(verifiers, vaultId));
  }

  @Override
  public void pinVerifier(byte[] vaultId, String key) {
    remember(file(verifiers, vaultId), key);
  }

  @Override
  public @Nullable String checkpoint(byte[] vaultId) {
    return text(file(checkpoints, vaultId));
  }

  @Override
  public void keepCheckpoint(byte[] vaultId, String note) {
    remember(file(checkpoints, vaultId), note);
  }

  private static @Nullable String text(KeptFile file) {
    try {
      byte[] content = file.read(MAX_TEXT);
      return content == null || content.length == 0 ? null : new String(content, UTF_8);
    } catch (IOException | KeymasterException e) {
      return null;
    }
  }

  private static void remember(KeptFile file, String text) {
    try {
      file.overwrite(text.getBytes(UTF_8));
    } catch (IOException | KeymasterException e) {
      return; // what is known stays as it was
    }
  }

  private KeptFile file(byte[] vaultId) {
    return file(directory, vaultId);
  }

  private KeptFile file(Path folder, byte[] vaultId) {
    return files.computeIfAbsent(folder.resolve(HexFormat.of().formatHex(vaultId)), KeptFile::new);
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
