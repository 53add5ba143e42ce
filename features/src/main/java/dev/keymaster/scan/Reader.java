package dev.keymaster.scan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ZeroByte;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads texts of any length in a bounded buffer and says where in them the keys are. Each thread
 * has its own.
 */
final class Reader {
  /** What of a text is held at a time. */
  static final int WINDOW = 4 << 20;

  /** What windows have in common: the longest key and what is read around it, twice. */
  private static final int COMMON = 16 << 10;

  private static final byte[] ALLOWED = "keymaster:allow".getBytes(US_ASCII);
  private static final int SNIFFED = 8 << 10;

  private final Sieve sieve;
  private final Shapes shapes;
  private final Allowed allowed;
  private final Findings findings;
  private byte[] window = new byte[64 << 10];

  Reader(HeldKeys held, Shapes shapes, Allowed allowed, Findings findings) {
    this.sieve = new Sieve(held, shapes);
    this.shapes = shapes;
    this.allowed = allowed;
    this.findings = findings;
  }

  /**
   * Reads a text to its end.
   *
   * @param length as far as it is known; only a guess
   */
  void read(String place, String object, InputStream in, long length) throws IOException {
    room((int) Math.min(WINDOW, length + 1));
    int filled = fill(in, 0);
    while (filled == window.length && filled < WINDOW) {
      room(filled + 1);
      filled = fill(in, filled);
    }
    boolean leftOut = !place.isEmpty() && allowed.leavesOut(place); // of history it is told later
    Where where = new Where(place, object, leftOut, isWide(filled), isBinary(filled));
    int own = 0;
    while (filled == WINDOW) {
      look(where, own, WINDOW - COMMON / 2, filled);
      System.arraycopy(window, WINDOW - COMMON, window, 0, COMMON);
      where.advance(WINDOW - COMMON);
      own = COMMON / 2;
      filled = fill(in, COMMON);
    }
    look(where, own, filled, filled);
    findings.read(where.start + filled);
  }

  /** Reports that a text is there and cannot be read, unless it is left out on purpose. */
  void unread(String place) {
    findings.unread(place, allowed);
  }

  private void room(int size) {
    if (window.length < size) {
      window = Arrays.copyOf(window, Math.min(WINDOW, Integer.highestOneBit(size - 1) << 1));
    }
  }

  private int fill(InputStream in, int from) throws IOException {
    return from + in.readNBytes(window, from, window.length - from);
  }

  /** A file with a zero byte has no lines that anybody would look for. */
  private boolean isBinary(int filled) {
    return ZeroByte.isIn(window, Math.min(filled, SNIFFED)) && !isWide(filled);
  }

  /** UTF-16, as some editors and shells write it. */
  private boolean isWide(int filled) {
    return filled > 1
        && ((window[0] == (byte) 0xff && window[1] == (byte) 0xfe)
            || (window[0] == (byte) 0xfe && window[1] == (byte) 0xff));
  }

  /** Reports what begins from {@code own} on and before {@code end}. */
  private void look(Where where, int own, int end, int filled) {
    byte[] text = where.wide ? narrowed(filled) : window;
    int unit = where.wide ? 2 : 1;
    Line line = null;
    for (Hit hit : sieve.hits(text, filled / unit)) {
      if (hit.from() >= own / unit && (hit.from() < end / unit || end == filled)) {
        line = line != null && line.has(hit) ? line : Line.of(text, hit, filled / unit);
        report(where, text, line, hit);
      }
    }
    where.count(text, end / unit);
  }

  private byte[] narrowed(int filled) {
    byte[] narrow = new byte[filled / 2];
    int low = window[0] == (byte) 0xff ? 0 : 1;
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = window[2 * i + 1 - low] == 0 ? window[2 * i + low] : 0;
    }
    return narrow;
  }

  /** A line may be all of a window, and have a hundred thousand hits: it is looked at once. */
  private record Line(int from, int to, boolean allowed) {
    static Line of(byte[] text, Hit hit, int length) {
      int from = hit.from();
      while (from > 0 && text[from - 1] != '\n') {
        from--;
      }
      int to = hit.to();
      while (to < length && text[to] != '\n') {
        to++;
      }
      return new Line(from, to, isAllowed(text, from, to));
    }

    boolean has(Hit hit) {
      return hit.from() >= from && hit.to() <= to;
    }

    private static boolean isAllowed(byte[] text, int from, int to) {
      for (int at = from; at + ALLOWED.length <= to; at++) {
        if (Arrays.equals(text, at, at + ALLOWED.length, ALLOWED, 0, ALLOWED.length)) {
          return true;
        }
      }
      return false;
    }
  }

  private void report(Where where, byte[] text, Line line, Hit hit) {
    byte[] value = Arrays.copyOfRange(text, hit.from(), hit.to());
    String id = id(where.place, hit.what().rule(), value);
    Finding.Hidden hidden = hidden(where, line, id);
    boolean ignored = hidden != Finding.Hidden.NOT;
    if (ignored && !(hit.what() instanceof Leak.Held)) {
      Arrays.fill(value, (byte) 0);
      return;
    }
    try (Secret shown = Secret.taking(value)) {
      String masked = shapes.catalogue().hint(shown);
      Finding finding = where.finding(text, line, hit, masked, id);
      if (ignored) {
        findings.ignored(finding.hidden(hidden));
      } else {
        findings.add(finding);
      }
    }
  }

  private Finding.Hidden hidden(Where where, Line line, String id) {
    if (line.allowed) {
      return Finding.Hidden.IN_SOURCE;
    }
    return where.leftOut || allowed.has(id) ? Finding.Hidden.EXTERNAL : Finding.Hidden.NOT;
  }

  private static String id(String place, String rule, byte[] value) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(("keymaster finding\0" + rule + "\0" + place + "\0").getBytes(UTF_8));
      return HexFormat.of().formatHex(sha256.digest(value), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("SHA-256 is part of every JDK", e);
    }
  }

  /** How far a text was read. */
  private static final class Where {
    private final String place;
    private final String object;
    private final boolean leftOut;
    private final boolean wide;
    private final boolean binary;
    private long start;
    private int counted;
    private int lines;
    private int lineFrom = -1;
    private int lineTo;
    private int characters;

    Where(String place, String object, boolean leftOut, boolean wide, boolean binary) {
      this.place = place;
      this.object = object;
      this.leftOut = leftOut;
      this.wide = wide;
      this.binary = binary;
    }

    void advance(int bytes) {
      start += bytes;
      lineFrom = -1;
      counted -= wide ? bytes / 2 : bytes;
    }

    /** Counts the lines up to there, each byte once. */
    private void count(byte[] text, int to) {
      while (counted < to) {
        lines += text[counted++] == '\n' ? 1 : 0;
      }
    }

    Finding finding(byte[] text, Line line, Hit hit, String masked, String id) {
      int length = hit.whole() ? (hit.to() - hit.from()) * (wide ? 2 : 1) : 0;
      if (binary) {
        long offset = start + hit.from();
        return new Finding(
            place, 0, offset, 0, length, hit.what(), masked, id, object, Finding.Hidden.NOT);
      }
      count(text, hit.from());
      int column = hit.from() - line.from + 1;
      int character = character(text, line.from, hit.from());
      return new Finding(
          place,
          lines + 1,
          column,
          character,
          length,
          hit.what(),
          masked,
          id,
          object,
          Finding.Hidden.NOT);
    }

    /**
     * Counts the bytes that begin one (RFC 3629, section 3), each once however long the line is.
     */
    private int character(byte[] text, int from, int to) {
      if (from != lineFrom || to < lineTo) {
        lineFrom = from;
        lineTo = from;
        characters = 0;
      }
      while (lineTo < to) {
        characters += (text[lineTo++] & 0xC0) == 0x80 ? 0 : 1;
      }
      return characters + 1;
    }
  }
}
