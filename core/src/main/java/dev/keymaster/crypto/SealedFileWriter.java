package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * Writes a file sealed under a passphrase of its own (docs/format.md §11): a backup, an export.
 *
 * <p>Only {@link #finish} makes the file whole. Closing without it leaves a file that every reader
 * refuses, so a backup that broke off half-way can never be taken for a complete one. Not
 * thread-safe.
 */
public final class SealedFileWriter extends OutputStream {
  /** Plaintext in every block but the last, bytes. */
  static final int BLOCK = 64 * 1024;

  private final OutputStream out;
  private final SealedFileHeader header;
  private final SealingKey key;
  private final Randomness randomness;
  private final byte[] block = new byte[BLOCK];
  private int filled;
  private long index;
  private boolean finished;
  private boolean closed;

  private SealedFileWriter(
      OutputStream out, SealedFileHeader header, SealingKey key, Randomness randomness) {
    this.out = out;
    this.header = header;
    this.key = key;
    this.randomness = randomness;
  }

  /**
   * Starts a file: stretches the passphrase and writes the header.
   *
   * @param out where to; closed with this
   * @param content what the file holds, such as {@code backup}; ASCII; a reader must name the same
   * @param passphrase UTF-8 of the NFC form
   * @param created the time now; stands in clear in the file
   */
  public static SealedFileWriter start(
      OutputStream out,
      String content,
      Secret passphrase,
      PasswordKdf kdf,
      Instant created,
      Randomness randomness)
      throws IOException {
    SealedFileHeader header = SealedFileHeader.fresh(content, kdf, created, randomness);
    return start(out, header, SealedFileHeader.Stretch.passphrase(passphrase), randomness);
  }

  /**
   * Starts a file under a key that something else keeps, instead of a passphrase.
   *
   * @param key 32 random bytes, never used for another file; not closed
   */
  public static SealedFileWriter keyed(
      OutputStream out, String content, Secret key, Instant created, Randomness randomness)
      throws IOException {
    SealedFileHeader header = SealedFileHeader.fresh(content, null, created, randomness);
    return start(out, header, SealedFileHeader.Stretch.key(key), randomness);
  }

  static SealedFileWriter start(
      OutputStream out,
      SealedFileHeader header,
      SealedFileHeader.Stretch stretch,
      Randomness randomness)
      throws IOException {
    SealingKey key = header.key(stretch);
    out.write(header.encoded());
    out.write(header.mac(key));
    return new SealedFileWriter(out, header, key, randomness);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (finished || closed) {
      throw new BugException("write after the end of a sealed file");
    }
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == BLOCK) {
        writeBlock(false);
      }
      int part = Math.min(left, BLOCK - filled);
      System.arraycopy(source, from, block, filled, part);
      filled += part;
      from += part;
      left -= part;
    }
  }

  /** Seals what is left as the last block and zeroes the key; nothing can be written after it. */
  public void finish() throws IOException {
    if (finished || closed) {
      throw new BugException("end of a sealed file that has ended");
    }
    writeBlock(true);
    finished = true;
    key.close();
    Arrays.fill(block, (byte) 0);
    out.flush();
  }

  /** A full block waits for a successor: only the next byte shows that it is not the last one. */
  private void writeBlock(boolean last) throws IOException {
    byte[] plain = Arrays.copyOf(block, filled);
    byte[] context = header.blockContext(index, last);
    byte[] envelope = key.seal("file", header.content, context, plain, randomness);
    Arrays.fill(plain, (byte) 0);
    out.write(ByteBuffer.allocate(4).putInt(envelope.length).array());
    out.write(envelope);
    index++;
    filled = 0;
  }

  /** Zeroes the key and the block and closes the stream; does not {@link #finish}. */
  @Override
  public void close() throws IOException {
    key.close();
    Arrays.fill(block, (byte) 0);
    closed = true;
    out.close();
  }
}
