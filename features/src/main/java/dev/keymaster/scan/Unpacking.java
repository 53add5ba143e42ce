package dev.keymaster.scan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads Base64 that says plain text, as in manifests of Kubernetes and in basic authorization. */
final class Unpacking {
  private static final int LEAST = 24;
  private static final int MOST = 1 << 16;
  private static final byte[] VALUES = values();

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    return values;
  }

  /** Returns what the run says, or null if that is no text; most others end within few bytes. */
  byte @Nullable [] text(byte[] run, int from, int to) {
    if (to - from < LEAST) {
      return null;
    }
    int limit = Math.min(to, from + MOST);
    byte[] out = new byte[(limit - from) / 4 * 3 + 3];
    int length = 0;
    int bits = 0;
    int held = 0;
    for (int i = from; i < limit; i++) {
      int value = run[i] < 0 ? -1 : VALUES[run[i]];
      if (value < 0) {
        return null;
      }
      held = (held << 6) | value;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        int next = (held >>> bits) & 0xff;
        if (!isText(next)) {
          return null;
        }
        out[length++] = (byte) next;
      }
    }
    return Arrays.copyOf(out, length);
  }

  private static boolean isText(int b) {
    return (b >= 0x20 && b < 0x7f) || b == '\n' || b == '\r' || b == '\t';
  }
}
