package dev.keymaster.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.WipedBuffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes maps, lists, texts, numbers and {@link Secret}s as JSON or YAML, in ASCII: what is not is
 * escaped, so that nothing in a file is a command to a terminal. Secrets have to be UTF-8.
 */
final class Emitter {
  private static final int ROOM = 1 << 12;

  private final WipedBuffer out = new WipedBuffer(ROOM);
  private final boolean yaml;

  private Emitter(boolean yaml) {
    this.yaml = yaml;
  }

  /** Returns a JSON document, which the caller zeroes. */
  static byte[] json(Object tree) {
    Emitter emitter = new Emitter(false);
    emitter.json(tree, 0);
    return emitter.out.text("\n").taken();
  }

  /** Returns a YAML document, which the caller zeroes. */
  static byte[] yaml(Map<String, ?> tree) {
    Emitter emitter = new Emitter(true);
    emitter.fields(tree, 0, false);
    return emitter.out.taken();
  }

  private void json(Object value, int depth) {
    switch (value) {
      case Map<?, ?> map when map.isEmpty() -> out.text("{}");
      case List<?> list when list.isEmpty() -> out.text("[]");
      case Map<?, ?> map -> {
        out.text("{");
        for (Iterator<? extends Map.Entry<?, ?>> each = map.entrySet().iterator();
            each.hasNext(); ) {
          Map.Entry<?, ?> next = each.next();
          line(depth + 1);
          scalar(next.getKey());
          out.text(": ");
          json(next.getValue(), depth + 1);
          out.text(each.hasNext() ? "," : "");
        }
        line(depth);
        out.text("}");
      }
      case List<?> list -> {
        out.text("[");
        for (Iterator<?> each = list.iterator(); each.hasNext(); ) {
          line(depth + 1);
          json(each.next(), depth + 1);
          out.text(each.hasNext() ? "," : "");
        }
        line(depth);
        out.text("]");
      }
      default -> scalar(value);
    }
  }

  private void line(int depth) {
    out.text("\n" + "  ".repeat(depth));
  }

  /**
   * Writes a line each.
   *
   * @param begun whether the first line is begun already, by the mark of a list's item
   */
  private void fields(Map<?, ?> map, int depth, boolean begun) {
    boolean first = begun;
    for (Map.Entry<?, ?> field : map.entrySet()) {
      out.text(first ? "" : "  ".repeat(depth));
      first = false;
      String name = String.valueOf(field.getKey());
      if (name.matches("[A-Za-z_][A-Za-z0-9_.-]*")
          && !name.matches("(?i)y|n|yes|no|true|false|on|off|null")) {
        out.text(name);
      } else {
        scalar(name);
      }
      out.text(":");
      below(field.getValue(), depth);
    }
  }

  private void below(Object value, int depth) {
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> {
        out.text("\n");
        fields(map, depth + 1, false);
      }
      case List<?> list when !list.isEmpty() -> {
        out.text("\n");
        list.forEach(item -> item(item, depth));
      }
      default -> {
        out.text(" ");
        json(value, 0);
        out.text("\n");
      }
    }
  }

  private void item(Object value, int depth) {
    out.text("  ".repeat(depth) + "  - ");
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      fields(map, depth + 2, true);
    } else {
      json(value, 0);
      out.text("\n");
    }
  }

  @RevealsSecret("the value goes into the file")
  private void scalar(Object value) {
    switch (value) {
      case String text -> quoted(text.getBytes(UTF_8));
      case Secret secret -> {
        byte[] bytes = secret.reveal();
        quoted(bytes);
        Arrays.fill(bytes, (byte) 0);
      }
      default -> out.text(String.valueOf(value));
    }
  }

  /** Characters one by one: no text is made of them. */
  private void quoted(byte[] bytes) {
    CharBuffer text = decoded(bytes);
    out.text("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (yaml && Character.isHighSurrogate(c)) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        out.text(String.format(Locale.ROOT, "\\U%08x", point));
      } else {
        character(c);
      }
    }
    out.text("\"");
    Arrays.fill(text.array(), '\0');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.text("\\\"");
      case '\\' -> out.text("\\\\");
      case '\n' -> out.text("\\n");
      case '\r' -> out.text("\\r");
      case '\t' -> out.text("\\t");
      default -> {
        if (c < 0x20 || c > 0x7e) {
          out.text(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else {
          out.octet(c);
        }
      }
    }
  }

  private static CharBuffer decoded(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw new BugException("only UTF-8 is written as text");
    }
  }

  /** Tells whether bytes can stand in a document as text. */
  static boolean isText(byte[] bytes) {
    try {
      CharBuffer text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      Arrays.fill(text.array(), '\0');
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
