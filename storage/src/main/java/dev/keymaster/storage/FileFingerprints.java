package dev.keymaster.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the fingerprints of a vault in one file, {@code fingerprints/<vault id in hex>} under the
 * state directory, 0600 (docs/format.md, "Fingerprints"). Written in place and not waited for: what
 * a crash takes is found missing when an open vault is compared. Trouble with the file is ignored;
 * one that is damaged or not ours says nothing. Thread-safe, and several processes may add.
 */
public final class FileFingerprints implements Fingerprints {
  private static final byte[] MAGIC = "kmprint1".getBytes(US_ASCII);
  private static final int KEY = 32;
  private static final int STATE = MAGIC.length + KEY;
  private static final int HEADER = 64;
  private static final byte COMPLETE = 1;
  private static final int LARGEST = 256 << 20;

  private final Path directory;
  private final Randomness randomness;

  /**
   * Keeps them under a directory, which is made when it is needed.
   *
   * @param stateDirectory this person's state on this machine, never inside a synchronised folder
   * @param randomness makes keys
   */
  public FileFingerprints(Path stateDirectory, Randomness randomness) {
    directory = stateDirectory.resolve("fingerprints");
    this.randomness = randomness;
  }

  @Override
  public synchronized byte @Nullable [] key(byte[] vaultId) {
    try {
      Path file = file(vaultId);
      if (!PrivateFiles.exists(file)) {
        PrivateFiles.directory(directory);
        PrivateFiles.replace(file, header());
      }
      try (FileChannel channel = PrivateFiles.open(file, READ)) {
        return keyIn(read(channel, HEADER));
      }
    } catch (IOException | KeymasterException e) {
      return null; // values are stored all the same
    }
  }

  private byte[] header() {
    byte[] header = Arrays.copyOf(MAGIC, HEADER);
    System.arraycopy(randomness.bytes(KEY), 0, header, MAGIC.length, KEY);
    return header;
  }

  private static byte @Nullable [] keyIn(byte[] header) {
    boolean ours = Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    return ours ? Arrays.copyOfRange(header, MAGIC.length, STATE) : null;
  }

  private static byte[] read(FileChannel channel, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {}
    return bytes.array();
  }

  @Override
  public synchronized void add(byte[] vaultId, byte[] records) {
    write(
        vaultId,
        channel -> {
          long count = (channel.size() - HEADER) / RECORD; // a half one was left by a crash
          channel.write(ByteBuffer.wrap(records), HEADER + count * RECORD);
        });
  }

  @Override
  public synchronized void complete(byte[] vaultId) {
    if (key(vaultId) != null) {
      write(vaultId, channel -> channel.write(ByteBuffer.wrap(new byte[] {COMPLETE}), STATE));
    }
  }

  private interface Writing {
    void to(FileChannel channel) throws IOException;
  }

  private void write(byte[] vaultId, Writing writing) {
    try (FileChannel channel = PrivateFiles.open(file(vaultId), READ, WRITE);
        FileLock _ = channel.lock()) {
      writing.to(channel);
    } catch (IOException | KeymasterException e) {
      return; // found missing when an open vault is compared
    }
  }

  @Override
  public synchronized @Nullable Book book(byte[] vaultId) {
    try {
      byte[] all = PrivateFiles.read(file(vaultId), LARGEST).orElse(new byte[0]);
      byte[] key = all.length < HEADER ? null : keyIn(all);
      return key == null
          ? null
          : new Book(key, Arrays.copyOfRange(all, HEADER, all.length), all[STATE] == COMPLETE);
    } catch (KeymasterException e) {
      return null;
    }
  }

  private Path file(byte[] vaultId) {
    return directory.resolve(HexFormat.of().formatHex(vaultId));
  }
}
