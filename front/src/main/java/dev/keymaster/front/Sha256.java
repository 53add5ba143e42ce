package dev.keymaster.front;

/** SHA-256 (FIPS 180-4) of something short: the name of a folder. No key ever gets here. */
final class Sha256 {
  private static final int BLOCK = 64;

  /** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
  private static final int[] ROUND = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
  };

  /** Likewise of the square roots of the first 8. */
  private static final int[] START = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };

  private Sha256() {}

  /** Returns the first {@code bytes} bytes of the hash, in lower-case hexadecimal. */
  static String hex(byte[] message, int bytes) {
    int[] hash = hash(message);
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < 2 * bytes; i++) {
      hex.append("0123456789abcdef".charAt(hash[i / 8] >>> (28 - i % 8 * 4) & 0xf));
    }
    return hex.toString();
  }

  private static int[] hash(byte[] message) {
    byte[] padded = new byte[(message.length + 8) / BLOCK * BLOCK + BLOCK];
    System.arraycopy(message, 0, padded, 0, message.length);
    padded[message.length] = (byte) 0x80;
    long bits = 8L * message.length;
    for (int i = 1; i <= 8; i++) {
      padded[padded.length - i] = (byte) (bits >>> (8 * (i - 1)));
    }
    int[] state = START.clone();
    for (int at = 0; at < padded.length; at += BLOCK) {
      compress(state, schedule(padded, at));
    }
    return state;
  }

  private static int[] schedule(byte[] bytes, int at) {
    int[] w = new int[64];
    for (int i = 0; i < BLOCK; i++) {
      w[i / 4] = w[i / 4] << 8 | (bytes[at + i] & 0xff);
    }
    for (int i = 16; i < 64; i++) {
      int a = w[i - 15];
      int b = w[i - 2];
      int s0 = Integer.rotateRight(a, 7) ^ Integer.rotateRight(a, 18) ^ (a >>> 3);
      int s1 = Integer.rotateRight(b, 17) ^ Integer.rotateRight(b, 19) ^ (b >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    return w;
  }

  private static void compress(int[] state, int[] w) {
    int[] s = state.clone();
    for (int i = 0; i < 64; i++) {
      int s1 =
          Integer.rotateRight(s[4], 6)
              ^ Integer.rotateRight(s[4], 11)
              ^ Integer.rotateRight(s[4], 25);
      int choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
      int first = s[7] + s1 + choice + ROUND[i] + w[i];
      int s0 =
          Integer.rotateRight(s[0], 2)
              ^ Integer.rotateRight(s[0], 13)
              ^ Integer.rotateRight(s[0], 22);
      int majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
      System.arraycopy(s, 0, s, 1, 7);
      s[4] += first;
      s[0] = first + s0 + majority;
    }
    for (int i = 0; i < 8; i++) {
      state[i] += s[i];
    }
  }
}
