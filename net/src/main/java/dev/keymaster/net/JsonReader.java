package dev.keymaster.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads JSON (RFC 8259) from bytes, strictly: UTF-8 alone, no name twice, nothing after the end, at
 * most 32 levels. Values are {@code Map<String, Object>}, {@code List<Object>}, {@code String},
 * {@code Long}, {@code BigDecimal}, {@code Boolean} and {@link JsonNull}. For anything else a usage
 * failure that repeats nothing of the content. Secrets are read as such where their names are
 * given.
 */
public final class JsonReader {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_DIGITS = 64;

  private final byte[] bytes;
  private final Predicate<String> secret;
  private int at;
  private int depth;

  private JsonReader(byte[] bytes, Predicate<String> secret) {
    this.bytes = bytes;
    this.secret = secret;
  }

  /** Reads one object, which is all that the bytes hold. */
  public static JsonObject object(byte[] bytes) {
    return JsonObject.of(value(bytes));
  }

  /** Reads one value, which is all that the bytes hold. */
  public static Object value(byte[] bytes) {
    return value(bytes, Set.of());
  }

  /**
   * Reads one value, which is all that the bytes hold; texts of members of these names, wherever
   * they stand, are a {@link Secret} and never a {@code String}.
   */
  public static Object value(byte[] bytes, Set<String> secret) {
    return value(bytes, secret::contains);
  }

  /**
   * Reads one value, which is all that the bytes hold; every text but the names of members is a
   * {@link Secret} and never a {@code String}.
   */
  public static Object secrets(byte[] bytes) {
    return value(bytes, name -> true);
  }

  private static Object value(byte[] bytes, Predicate<String> secret) {
    JsonReader reader = new JsonReader(bytes, secret);
    Object value = reader.value();
    reader.space();
    if (reader.at < bytes.length) {
      throw reader.bad("something follows");
    }
    return value;
  }

  private Object value() {
    space();
    return switch (peek()) {
      case '{' -> deeper(this::members);
      case '[' -> deeper(this::items);
      case '"' -> secret.test("") ? secret() : string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", JsonNull.NULL);
      default -> number();
    };
  }

  private interface Part {
    Object read();
  }

  private Object deeper(Part part) {
    if (++depth > MAX_DEPTH) {
      throw bad("too many levels");
    }
    at++;
    Object value = part.read();
    depth--;
    return value;
  }

  private Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    space();
    if (took('}')) {
      return members;
    }
    do {
      space();
      String name = string();
      space();
      expect(':');
      space();
      Object member = secret.test(name) && peek() == '"' ? secret() : value();
      if (members.put(name, member) != null) {
        throw bad("a name stands there twice");
      }
      space();
    } while (took(','));
    expect('}');
    return members;
  }

  private List<Object> items() {
    List<Object> items = new ArrayList<>();
    space();
    if (took(']')) {
      return items;
    }
    do {
      items.add(value());
      space();
    } while (took(','));
    expect(']');
    return items;
  }

  private Secret secret() {
    expect('"');
    byte[] text = new byte[secretLength()];
    try {
      int length = 0;
      while (!took('"')) {
        if (took('\\')) {
          length = escapedSecret(text, length);
        } else {
          plain();
          text[length++] = bytes[at - 1];
        }
      }
      return Secret.taking(Arrays.copyOf(text, length));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** As it is written, which is never shorter than what it says. */
  private int secretLength() {
    int end = at;
    while (end < bytes.length && bytes[end] != '"') {
      end += bytes[end] == '\\' ? 2 : 1;
    }
    return Math.min(end, bytes.length) - at;
  }

  private int escapedSecret(byte[] text, int length) {
    char first = escaped();
    int point = first;
    if (Character.isSurrogate(first)) {
      boolean pair = took('\\') && peek() == 'u';
      char second = pair ? escaped() : first;
      if (!pair || !Character.isSurrogatePair(first, second)) {
        throw bad("half a character");
      }
      point = Character.toCodePoint(first, second);
    }
    byte[] utf8 = Character.toString(point).getBytes(UTF_8);
    System.arraycopy(utf8, 0, text, length, utf8.length);
    return length + utf8.length;
  }

  private String string() {
    expect('"');
    int start = at;
    while (peek() != '"' && peek() != '\\') {
      plain();
    }
    if (took('"')) {
      return utf8(start, at - 1);
    }
    StringBuilder text = new StringBuilder(utf8(start, at));
    while (!took('"')) {
      if (took('\\')) {
        text.append(escaped());
      } else {
        int from = at;
        while (peek() != '"' && peek() != '\\') {
          plain();
        }
        text.append(utf8(from, at));
      }
    }
    return whole(text.toString());
  }

  /** Text with half of a pair of surrogates cannot be told apart once it is bytes again. */
  private String whole(String text) {
    if (!UTF_8.newEncoder().canEncode(text)) {
      throw bad("half a character");
    }
    return text;
  }

  private void plain() {
    if ((bytes[at] & 0xff) < 0x20) {
      throw bad("a control character in text");
    }
    at++;
  }

  private char escaped() {
    int c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw bad("an unknown escape");
    };
  }

  private char unicode() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw bad("not four hex digits");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  private String utf8(int from, int to) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString();
    } catch (CharacterCodingException e) {
      throw bad("not UTF-8");
    }
  }

  private Object number() {
    int start = at;
    while (at < bytes.length && "+-.0123456789Ee".indexOf(bytes[at]) >= 0) {
      at++;
    }
    String text = new String(bytes, start, at - start, US_ASCII);
    if (text.length() > MAX_DIGITS
        || !text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,4})?")) {
      throw bad("not a value");
    }
    return text.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(text) : new BigDecimal(text);
  }

  private Object word(String word, Object value) {
    for (int i = 0; i < word.length(); i++) {
      expect(word.charAt(i));
    }
    return value;
  }

  private void space() {
    while (at < bytes.length && " \t\r\n".indexOf(bytes[at]) >= 0) {
      at++;
    }
  }

  private int peek() {
    if (at >= bytes.length) {
      throw bad("it ends early");
    }
    return bytes[at];
  }

  private boolean took(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char wanted) {
    if (!took(wanted)) {
      throw bad("not what should stand there");
    }
  }

  private KeymasterException bad(String what) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(at, bytes.length); i++) {
      boolean end = bytes[i] == '\n';
      line += end ? 1 : 0;
      column = end ? 1 : column + 1;
    }
    return KeymasterException.usage(
        "not JSON: " + what + ", at line " + line + " column " + column, "");
  }
}
