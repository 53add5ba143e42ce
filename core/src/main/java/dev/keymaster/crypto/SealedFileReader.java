package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads a file that {@link SealedFileWriter} wrote (docs/format.md §11).
 *
 * <p>Releases no byte before the tag of its block holds, and reports the end only after the block
 * that is marked as the last one and is the last one: a file that was changed, cut, extended or put
 * together anew ends in a {@link KeymasterException} with code CORRUPT. Who must have all or
 * nothing reads to the end before using anything. Not thread-safe.
 */
public final class SealedFileReader extends InputStream {
  private static final int FULL = SealedFileWriter.BLOCK + SealingKey.OVERHEAD;

  private final InputStream in;
  private final SealedFileHeader header;
  private final SealingKey key;
  private byte[] block = new byte[0];
  private int position;
  private long index;
  private boolean closed;

  /** Length of the envelope to come, or -1 at the end of the file. */
  private int next;

  private SealedFileReader(InputStream in, SealedFileHeader header, SealingKey key, int first) {
    this.in = in;
    this.header = header;
    this.key = key;
    this.next = first;
  }

  /**
   * Opens a file: checks its parameters, stretches the passphrase, checks the header.
   *
   * @param in the file; closed with this
   * @param content what the file must hold, such as {@code backup}
   * @throws KeymasterException USAGE if it is no such file, FAILURE if a newer program made it,
   *     LOCKED if the passphrase is wrong, CORRUPT if it was changed
   */
  public static SealedFileReader open(InputStream in, String content, Secret passphrase)
      throws IOException {
    return open(in, content, SealedFileHeader.Stretch.passphrase(passphrase));
  }

  /**
   * Opens a file that {@link SealedFileWriter#keyed} wrote; failures as of {@link #open}.
   *
   * @param key the 32 bytes that it was sealed under; not closed
   */
  public static SealedFileReader keyed(InputStream in, String content, Secret key)
      throws IOException {
    return open(in, content, SealedFileHeader.Stretch.key(key));
  }

  static SealedFileReader open(InputStream in, String content, SealedFileHeader.Stretch stretch)
      throws IOException {
    SealedFileHeader header = SealedFileHeader.read(in);
    if (!header.content.equals(content)) {
      throw KeymasterException.usage("this sealed file holds no " + content, "");
    }
    byte[] mac = SealedFileHeader.exactly(in, SealedFileHeader.MAC_LENGTH);
    SealingKey key = header.unlock(stretch, mac);
    int first = lengthOfNext(in);
    if (first < 0) {
      key.close();
      throw KeymasterException.corrupt("sealed file is cut off");
    }
    return new SealedFileReader(in, header, key, first);
  }

  /** Returns when the file was made, as the maker's clock had it. */
  public Instant created() {
    return header.created;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (closed) {
      throw new BugException("read from a closed sealed file");
    }
    if (length == 0) {
      return 0;
    }
    while (position == block.length) {
      if (next < 0) {
        return -1;
      }
      readBlock();
    }
    int part = Math.min(length, block.length - position);
    System.arraycopy(block, position, target, offset, part);
    position += part;
    return part;
  }

  private void readBlock() throws IOException {
    byte[] envelope = SealedFileHeader.exactly(in, next);
    next = lengthOfNext(in);
    boolean last = next < 0;
    checkSize(envelope.length, last);
    String what = "block " + index + " of the sealed file";
    byte[] context = header.blockContext(index, last);
    byte[] plain = key.open(what, "file", header.content, context, envelope);
    Arrays.fill(block, (byte) 0);
    block = plain;
    position = 0;
    index++;
  }

  /** One content has one form: full blocks, then one that is empty only if it is the only one. */
  private void checkSize(int length, boolean last) {
    if (last ? length == SealingKey.OVERHEAD && index > 0 : length != FULL) {
      throw KeymasterException.corrupt("block " + index + " of the sealed file is cut off");
    }
  }

  private static int lengthOfNext(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(4);
    if (bytes.length == 0) {
      return -1;
    }
    if (bytes.length < 4) {
      throw KeymasterException.corrupt("sealed file is cut off");
    }
    int length = ByteBuffer.wrap(bytes).getInt();
    if (length < SealingKey.OVERHEAD || length > FULL) {
      throw KeymasterException.corrupt("sealed file: block of " + length + " bytes");
    }
    return length;
  }

  /** Zeroes the key and the plaintext and closes the stream. */
  @Override
  public void close() throws IOException {
    key.close();
    Arrays.fill(block, (byte) 0);
    closed = true;
    in.close();
  }
}
