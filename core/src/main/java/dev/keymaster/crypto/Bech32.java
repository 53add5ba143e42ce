package dev.keymaster.crypto;

import java.util.Arrays;
import java.util.Optional;

/** Bech32 (BIP 173) without its limit of 90 characters, as age writes its keys. */
final class Bech32 {
  private static final String DIGITS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CHECKSUM = 6;

  private Bech32() {}

  /** Returns the text, in lower case. */
  static String encode(String prefix, byte[] bytes) {
    byte[] fives = regroup(bytes, bytes.length, 8, 5, true).orElseThrow();
    byte[] whole = Arrays.copyOf(fives, fives.length + CHECKSUM);
    int check = checksum(prefix, whole) ^ 1;
    StringBuilder text = new StringBuilder(prefix).append('1');
    for (int i = 0; i < fives.length; i++) {
      text.append(DIGITS.charAt(fives[i]));
    }
    for (int i = 0; i < CHECKSUM; i++) {
      text.append(DIGITS.charAt((check >>> (5 * (5 - i))) & 31));
    }
    return text.toString();
  }

  /**
   * Returns the bytes; empty if the text is none of that prefix or was mistyped.
   *
   * @param text ASCII in lower case; stays the caller's
   */
  static Optional<byte[]> decode(String prefix, byte[] text) {
    int start = prefix.length() + 1;
    if (text.length < start + CHECKSUM || !startsWith(text, prefix + "1")) {
      return Optional.empty();
    }
    byte[] fives = new byte[text.length - start];
    for (int i = 0; i < fives.length; i++) {
      int digit = DIGITS.indexOf(text[start + i]);
      if (digit < 0) {
        return Optional.empty();
      }
      fives[i] = (byte) digit;
    }
    Optional<byte[]> bytes =
        checksum(prefix, fives) == 1
            ? regroup(fives, fives.length - CHECKSUM, 5, 8, false)
            : Optional.empty();
    Arrays.fill(fives, (byte) 0);
    return bytes;
  }

  private static boolean startsWith(byte[] text, String start) {
    for (int i = 0; i < start.length(); i++) {
      if (text[i] != start.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int checksum(String prefix, byte[] fives) {
    int check = 1;
    for (int i = 0; i < prefix.length(); i++) {
      check = step(check) ^ (prefix.charAt(i) >> 5);
    }
    check = step(check);
    for (int i = 0; i < prefix.length(); i++) {
      check = step(check) ^ (prefix.charAt(i) & 31);
    }
    for (byte five : fives) {
      check = step(check) ^ five;
    }
    return check;
  }

  private static int step(int check) {
    int next = (check & 0x1ffffff) << 5;
    for (int i = 0; i < GENERATOR.length; i++) {
      next ^= GENERATOR[i] & -((check >>> (25 + i)) & 1);
    }
    return next;
  }

  /** Cuts a row of bits into pieces of another width; empty if what is left over is no padding. */
  private static Optional<byte[]> regroup(byte[] from, int count, int wide, int next, boolean pad) {
    byte[] out = new byte[(count * wide + next - 1) / next];
    int held = 0;
    int bits = 0;
    int length = 0;
    for (int i = 0; i < count; i++) {
      held = (held << wide) | (from[i] & ((1 << wide) - 1));
      bits += wide;
      while (bits >= next) {
        bits -= next;
        out[length++] = (byte) ((held >>> bits) & ((1 << next) - 1));
      }
      held &= (1 << bits) - 1;
    }
    if (pad && bits > 0) {
      out[length++] = (byte) ((held << (next - bits)) & ((1 << next) - 1));
    }
    if (!pad && (bits >= wide || held != 0)) {
      return Optional.empty();
    }
    byte[] exact = Arrays.copyOf(out, length);
    Arrays.fill(out, (byte) 0);
    return Optional.of(exact);
  }
}
