package dev.keymaster.mcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.crypto.Guessing;
import dev.keymaster.crypto.TokenAlphabet;
import java.util.regex.Pattern;

/**
 * What of a program's output a model is told, after keys in it were masked: no run that could be a
 * key in some other form, no dump, nothing that is cut into bits. Leaves out too much rather than
 * too little. Pure.
 */
public final class Scrubbing {
  private static final String LEFT_OUT = "[left out]";
  private static final Pattern DUMP =
      Pattern.compile("(?:\\b[0-9A-Fa-f]{2,8}\\b[\\s:|,]+){4,}.*|(?:\\\\x?[0-9A-Fa-f]{2,3}){4,}.*");
  private static final Pattern USUAL =
      Pattern.compile("[A-Za-z]?[a-z]*[.,:;!?]?|[0-9]{1,3}[.,:;]?|[^A-Za-z0-9]*|[(]?[0-9.]+[)]?");
  private static final int BIT = 8;
  private static final int MANY = 4;

  private Scrubbing() {}

  /** Returns what may be told of an output. */
  public static String of(byte[] output) {
    StringBuilder told = new StringBuilder();
    int bits = 0;
    for (String line : new String(output, UTF_8).split("\n", -1)) {
      String plain = line.replaceAll("[^\\x20-\\x7e]", "").strip();
      bits = isBit(plain) ? bits + 1 : 0;
      boolean out = bits >= MANY || isInBits(plain) || DUMP.matcher(plain).find();
      told.append(out ? LEFT_OUT : scrubbed(line.replaceAll("[^\\x20-\\x7e]", ""))).append('\n');
    }
    return told.toString().strip();
  }

  /** A line of one short word: many of them in a row may be one long one. */
  private static boolean isBit(String line) {
    return !line.isEmpty() && line.length() <= BIT && line.indexOf(' ') < 0;
  }

  /** A line of short words that are no words of a language. */
  private static boolean isInBits(String line) {
    int odd = 0;
    int tiny = 0;
    for (String word : line.split("\\s+", -1)) {
      odd += word.length() <= BIT && !USUAL.matcher(word).matches() ? 1 : 0;
      tiny += word.length() <= 2 ? 1 : 0;
    }
    return odd >= MANY || tiny >= BIT;
  }

  private static String scrubbed(String line) {
    byte[] text = line.getBytes(ISO_8859_1);
    StringBuilder left = new StringBuilder();
    for (int at = 0; at < text.length; at++) {
      int end = TokenAlphabet.WIDE.end(text, at, text.length);
      if (end - at >= BIT + BIT && Guessing.mayBeHopeless(text, at, end)) {
        left.append(LEFT_OUT);
      } else {
        left.append(new String(text, at, end - at, ISO_8859_1));
      }
      if (end < text.length) {
        left.append((char) text[end]);
      }
      at = end;
    }
    return left.toString();
  }
}
