package dev.keymaster.crypto;

/**
 * What keys are made of. A run is as many such bytes as follow one another; keys are told by runs,
 * so that their place in a text does not matter.
 */
public final class TokenAlphabet {
  /** Letters, digits, {@code -} and {@code _}. */
  public static final TokenAlphabet NARROW = new TokenAlphabet("-_");

  /** Those, and what else stands in Base64 and in tokens with dots. */
  public static final TokenAlphabet WIDE = new TokenAlphabet("-_+/.~");

  private final boolean[] members = new boolean[256];

  private TokenAlphabet(String marks) {
    for (int c = 0; c < 128; c++) {
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      members[c] = letter || (c >= '0' && c <= '9') || marks.indexOf(c) >= 0;
    }
  }

  /** Tells whether a byte may be part of a run. */
  public boolean has(byte b) {
    return members[b & 0xff];
  }

  /** Returns where the run that begins at {@code from} ends, at most {@code limit}. */
  public int end(byte[] text, int from, int limit) {
    int at = from;
    while (at < limit && members[text[at] & 0xff]) {
      at++;
    }
    return at;
  }
}
