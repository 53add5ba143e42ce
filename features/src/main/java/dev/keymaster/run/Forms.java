package dev.keymaster.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ways in which programs write a value down: as it is, in base64 and hex, and escaped for URLs
 * and JSON.
 *
 * <p>The native front uses this class too: arrays and loops, nothing else.
 */
final class Forms {
  /** A value of fewer bytes is not looked for: its forms are everywhere. */
  static final int SHORTEST_VALUE = 4;

  private static final int SHORTEST_CODED = 6;
  private static final String STANDARD =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final String FOR_URLS = STANDARD.substring(0, 62) + "-_";
  private static final String LOWER = "0123456789abcdef";
  private static final String UPPER = "0123456789ABCDEF";
  private static final String UNRESERVED = "-_.~";

  /** What encoders leave as it is beside letters, digits and {@link #UNRESERVED}. */
  private static final String[] LEFT_IN_URLS = {"", "/", "!*'()"};

  /** What JSON encoders escape beside what they have to. */
  private static final String[] ESCAPED_IN_JSON = {"", "/", "<>&"};

  private final List<byte[]> plain = new ArrayList<>();
  private final List<byte[]> coded = new ArrayList<>();

  /** Writes {@code value} down in all ways; it stays the caller's. None for a short one. */
  Forms(byte[] value) {
    if (value.length < SHORTEST_VALUE) {
      return;
    }
    put(plain, value.clone());
    put(plain, onTerminal(value));
    for (String escaped : ESCAPED_IN_JSON) {
      put(plain, json(value, escaped, false));
      put(plain, json(value, escaped, true));
    }
    for (String digits : new String[] {LOWER, UPPER}) {
      urls(value, digits);
      put(coded, hex(value, digits));
    }
    for (int offset = 0; offset < 3; offset++) {
      base64(value, offset, STANDARD);
      base64(value, offset, FOR_URLS);
    }
  }

  /** Forms that stand in one piece. */
  List<byte[]> plain() {
    return plain;
  }

  /** Forms that encoders break into lines or groups. */
  List<byte[]> coded() {
    return coded;
  }

  private void put(List<byte[]> forms, byte[] form) {
    boolean known = false;
    for (byte[] other : forms) {
      known |= Arrays.equals(other, form);
    }
    if (!known) {
      forms.add(form);
    }
  }

  private void urls(byte[] value, String digits) {
    for (String left : LEFT_IN_URLS) {
      put(plain, percent(value, UNRESERVED + left, digits, false));
    }
    put(plain, percent(value, UNRESERVED, digits, true));
    put(plain, percent(value, "-_.*", digits, true)); // what HTML forms leave
  }

  /** A terminal shows a line feed as carriage return and line feed. */
  private static byte[] onTerminal(byte[] value) {
    Bytes form = new Bytes(2 * value.length);
    for (byte b : value) {
      if (b == '\n') {
        form.add('\r');
      }
      form.add(b);
    }
    return form.taken();
  }

  private static byte[] hex(byte[] value, String digits) {
    Bytes form = new Bytes(2 * value.length);
    for (byte b : value) {
      form.add(digits.charAt((b >> 4) & 15));
      form.add(digits.charAt(b & 15));
    }
    return form.taken();
  }

  private static byte[] percent(byte[] value, String left, String digits, boolean plus) {
    Bytes form = new Bytes(3 * value.length);
    for (byte b : value) {
      if (isLetterOrDigit(b) || left.indexOf(b) >= 0) {
        form.add(b);
      } else if (b == ' ' && plus) {
        form.add('+');
      } else {
        form.add('%');
        form.add(digits.charAt((b >> 4) & 15));
        form.add(digits.charAt(b & 15));
      }
    }
    return form.taken();
  }

  private static boolean isLetterOrDigit(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
  }

  /**
   * The characters that are the same whatever stands before and after the value, of which {@code
   * offset} bytes share its first group of three.
   */
  private void base64(byte[] value, int offset, String alphabet) {
    int first = offset == 0 ? 0 : offset + 1;
    int end = 8 * (offset + value.length) / 6;
    Bytes form = new Bytes(Math.max(0, end - first));
    for (int i = first; i < end; i++) {
      int bit = 6 * i - 8 * offset;
      int pair = (at(value, bit / 8) << 8) | at(value, bit / 8 + 1);
      form.add(alphabet.charAt((pair >> (10 - bit % 8)) & 63));
    }
    if (end - first >= SHORTEST_CODED) {
      put(coded, form.taken());
    }
  }

  private static int at(byte[] value, int index) {
    return index < value.length ? value[index] & 0xff : 0;
  }

  /** Inside of a JSON text, which is not ASCII only if the value is not and {@code ascii} false. */
  private static byte[] json(byte[] value, String escaped, boolean ascii) {
    boolean unicode = ascii && !isAscii(value);
    String text = new String(value, unicode ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    Bytes form = new Bytes(6 * text.length());
    for (int i = 0; i < text.length(); i++) {
      json(form, text.charAt(i), escaped, unicode);
    }
    return form.taken();
  }

  private static boolean isAscii(byte[] value) {
    boolean ascii = true;
    for (byte b : value) {
      ascii &= b >= 0;
    }
    return ascii;
  }

  private static void json(Bytes form, char c, String escaped, boolean unicode) {
    int named = "\"\\\n\r\t\b\f".indexOf(c);
    if (named >= 0) {
      form.add('\\');
      form.add("\"\\nrtbf".charAt(named));
    } else if (c == '/' && escaped.equals("/")) {
      form.add('\\');
      form.add('/');
    } else if (c < ' ' || escaped.indexOf(c) >= 0 || (unicode && c > 126)) {
      form.add('\\');
      form.add('u');
      for (int shift = 12; shift >= 0; shift -= 4) {
        form.add(LOWER.charAt((c >> shift) & 15));
      }
    } else {
      form.add(c);
    }
  }

  /** Bytes that are added one by one; what was taken is wiped. */
  private static final class Bytes {
    private final byte[] bytes;
    private int length;

    Bytes(int most) {
      bytes = new byte[most];
    }

    void add(int b) {
      bytes[length++] = (byte) b;
    }

    byte[] taken() {
      byte[] taken = Arrays.copyOf(bytes, length);
      Arrays.fill(bytes, (byte) 0);
      return taken;
    }
  }
}
