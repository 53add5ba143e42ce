package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A QR code (ISO/IEC 18004) of up to 180 bytes: byte mode, error correction M, versions 1 to 9,
 * mask 0. Small, because it draws one thing only: what an authenticator scans off a terminal.
 */
final class QrCode {
  /** By version: bytes in all. */
  private static final int[] BYTES = {0, 26, 44, 70, 100, 134, 172, 196, 242, 292};

  /** By version: into how many blocks they are split. */
  private static final int[] BLOCKS = {0, 1, 1, 1, 2, 2, 4, 4, 4, 5};

  /** By version: how many bytes of each block correct errors. */
  private static final int[] CORRECTING = {0, 10, 16, 26, 18, 24, 16, 18, 22, 22};

  private static final int FORMAT = 0x5412;
  private static final int QUIET = 2;

  private final int version;
  private final int size;
  private final boolean[][] dark;
  private final boolean[][] fixed;

  private QrCode(int version) {
    this.version = version;
    this.size = 17 + 4 * version;
    this.dark = new boolean[size][size];
    this.fixed = new boolean[size][size];
  }

  /** Encodes bytes. */
  static QrCode of(byte[] content) {
    for (int version = 1; version < BYTES.length; version++) {
      if (content.length + 2 <= room(version)) {
        QrCode code = new QrCode(version);
        code.drawPatterns();
        code.drawBytes(interleaved(content, version));
        return code;
      }
    }
    throw new BugException("too long for a QR code: " + content.length + " bytes");
  }

  private static int room(int version) {
    return BYTES[version] - BLOCKS[version] * CORRECTING[version];
  }

  /** Mode and length, content, end, filling bytes. */
  private static byte[] data(byte[] content, int version) {
    byte[] data = new byte[room(version)];
    data[0] = (byte) (0x40 | (content.length >> 4));
    data[1] = (byte) (content.length << 4);
    for (int i = 0; i < content.length; i++) {
      data[i + 1] |= (byte) ((content[i] & 0xff) >> 4);
      data[i + 2] = (byte) (content[i] << 4);
    }
    for (int i = content.length + 2; i < data.length; i++) {
      data[i] = (byte) ((i - content.length) % 2 == 0 ? 0xec : 0x11);
    }
    return data;
  }

  private static byte[] interleaved(byte[] content, int version) {
    byte[] data = data(content, version);
    int blocks = BLOCKS[version];
    int shorter = data.length / blocks;
    int shortOnes = blocks - data.length % blocks;
    byte[][] parts = new byte[blocks][];
    byte[][] corrections = new byte[blocks][];
    int start = 0;
    for (int i = 0; i < blocks; i++) {
      int length = shorter + (i < shortOnes ? 0 : 1);
      parts[i] = Arrays.copyOfRange(data, start, start + length);
      corrections[i] = correction(parts[i], CORRECTING[version]);
      start += length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    column(out, parts, shorter + 1);
    column(out, corrections, CORRECTING[version]);
    return out.toByteArray();
  }

  private static void column(ByteArrayOutputStream out, byte[][] blocks, int length) {
    for (int i = 0; i < length; i++) {
      for (byte[] block : blocks) {
        if (i < block.length) {
          out.write(block[i]);
        }
      }
    }
  }

  /** Reed and Solomon: the remainder of the data divided by the generator of that degree. */
  private static byte[] correction(byte[] data, int degree) {
    int[] generator = generator(degree);
    int[] rest = new int[degree];
    for (byte each : data) {
      int factor = (each & 0xff) ^ rest[0];
      System.arraycopy(rest, 1, rest, 0, degree - 1);
      rest[degree - 1] = 0;
      for (int i = 0; i < degree; i++) {
        rest[i] ^= times(generator[i], factor);
      }
    }
    byte[] bytes = new byte[degree];
    for (int i = 0; i < degree; i++) {
      bytes[i] = (byte) rest[i];
    }
    return bytes;
  }

  /** Coefficients of (x - 1)(x - 2)(x - 4)…, highest first, without the leading one. */
  private static int[] generator(int degree) {
    int[] product = new int[degree];
    product[degree - 1] = 1;
    int root = 1;
    for (int i = 0; i < degree; i++) {
      for (int j = 0; j < degree; j++) {
        product[j] = times(product[j], root) ^ (j + 1 < degree ? product[j + 1] : 0);
      }
      root = times(root, 2);
    }
    return product;
  }

  /** Multiplies in the field of 256 elements modulo x^8 + x^4 + x^3 + x^2 + 1. */
  private static int times(int a, int b) {
    int product = 0;
    for (int bit = 7; bit >= 0; bit--) {
      product = (product << 1) ^ ((product >> 7) * 0x11d);
      product ^= ((b >> bit) & 1) * a;
    }
    return product;
  }

  private void drawPatterns() {
    for (int i = 0; i < size; i++) {
      set(6, i, i % 2 == 0);
      set(i, 6, i % 2 == 0);
    }
    drawFinder(3, 3);
    drawFinder(size - 4, 3);
    drawFinder(3, size - 4);
    drawAlignments();
    drawFormat();
    drawVersion();
  }

  private void drawFinder(int x, int y) {
    for (int dy = -4; dy <= 4; dy++) {
      for (int dx = -4; dx <= 4; dx++) {
        int ring = Math.max(Math.abs(dx), Math.abs(dy));
        if (inside(x + dx) && inside(y + dy)) {
          set(x + dx, y + dy, ring != 2 && ring != 4);
        }
      }
    }
  }

  private boolean inside(int place) {
    return place >= 0 && place < size;
  }

  private void drawAlignments() {
    int last = size - 7;
    int[] places =
        version == 1
            ? new int[0]
            : version < 7 ? new int[] {6, last} : new int[] {6, (6 + last) / 2, last};
    for (int y : places) {
      for (int x : places) {
        boolean finder = (x == 6 && y == 6) || (x == 6 && y == last) || (x == last && y == 6);
        if (!finder) {
          drawAlignment(x, y);
        }
      }
    }
  }

  private void drawAlignment(int x, int y) {
    for (int dy = -2; dy <= 2; dy++) {
      for (int dx = -2; dx <= 2; dx++) {
        set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) != 1);
      }
    }
  }

  /** Level M and mask 0 are all zeros, whose check bits are zeros; what is left is the pattern. */
  private void drawFormat() {
    for (int i = 0; i < 15; i++) {
      boolean bit = ((FORMAT >> i) & 1) == 1;
      set(8, i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, bit);
      set(i < 8 ? size - 1 - i : i == 8 ? 7 : 14 - i, 8, bit);
    }
    set(8, size - 8, true);
  }

  private void drawVersion() {
    if (version < 7) {
      return;
    }
    int rest = version;
    for (int i = 0; i < 12; i++) {
      rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
    }
    int bits = (version << 12) | rest;
    for (int i = 0; i < 18; i++) {
      boolean bit = ((bits >> i) & 1) == 1;
      set(size - 11 + i % 3, i / 3, bit);
      set(i / 3, size - 11 + i % 3, bit);
    }
  }

  private void set(int x, int y, boolean value) {
    dark[y][x] = value;
    fixed[y][x] = true;
  }

  /** Up and down in columns of two, from the right, around what is fixed. */
  private void drawBytes(byte[] bytes) {
    int bit = 0;
    for (int right = size - 1; right > 0; right -= 2) {
      right -= right == 6 ? 1 : 0;
      boolean up = ((right + 1) & 2) == 0;
      for (int step = 0; step < size; step++) {
        int y = up ? size - 1 - step : step;
        for (int x = right; x > right - 2; x--) {
          if (!fixed[y][x]) {
            boolean one = bit < bytes.length * 8 && ((bytes[bit / 8] >> (7 - bit % 8)) & 1) == 1;
            dark[y][x] = one != ((x + y) % 2 == 0);
            bit++;
          }
        }
      }
    }
  }

  /** Returns whether that place is dark; what is outside is light. */
  boolean dark(int x, int y) {
    return inside(x) && inside(y) && dark[y][x];
  }

  /** Returns the number of places along a side. */
  int size() {
    return size;
  }

  /** Draws it for a terminal in UTF-8, two rows a line, white on black whatever its colours are. */
  byte[] terminal() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int y = -QUIET; y < size + QUIET; y += 2) {
      out.writeBytes("\u001b[40;97m".getBytes(UTF_8));
      for (int x = -QUIET; x < size + QUIET; x++) {
        String both = dark(x, y) ? (dark(x, y + 1) ? " " : "▄") : (dark(x, y + 1) ? "▀" : "█");
        out.writeBytes(both.getBytes(UTF_8));
      }
      out.writeBytes("\u001b[0m\n".getBytes(UTF_8));
    }
    return out.toByteArray();
  }
}
