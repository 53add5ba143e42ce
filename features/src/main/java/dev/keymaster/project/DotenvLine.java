package dev.keymaster.project;

import dev.keymaster.model.WipedBuffer;

/**
 * One assignment of a {@code .env} file, quoted as its value needs it: bare, in single quotes, in
 * double quotes, each only where shells and all usual readers of such files agree on it. What is
 * left stands in double quotes with the escapes that shells and Keymaster understand, and other
 * readers may not.
 */
final class DotenvLine {
  private static final String BARE = "-_./:@%+,=";
  private static final String ESCAPED = "\"\\$`";

  private DotenvLine() {}

  /** How a value has to be written. */
  private enum Form {
    BARE_WORD,
    SINGLE,
    DOUBLE,
    ESCAPES
  }

  /** Returns {@code NAME=value} and a line end; the caller wipes it. */
  static byte[] of(String name, byte[] value) {
    WipedBuffer line = new WipedBuffer(name.length() + 2 * value.length + 4);
    line.text(name + "=");
    Form form = form(value);
    String quote = form == Form.BARE_WORD ? "" : form == Form.SINGLE ? "'" : "\"";
    line.text(quote);
    for (byte b : value) {
      if (form == Form.ESCAPES && ESCAPED.indexOf(b) >= 0) {
        line.octet('\\');
      }
      line.octet(b);
    }
    line.text(quote + "\n");
    return line.taken();
  }

  /** Tells whether all usual readers take the line for the same value. */
  static boolean isPortable(byte[] value) {
    return form(value) != Form.ESCAPES && !has(value, "\r");
  }

  private static Form form(byte[] value) {
    if (isBare(value)) {
      return Form.BARE_WORD;
    }
    boolean expanded = has(value, "\\") || hasReference(value);
    if (!has(value, "'") && !expanded) {
      return Form.SINGLE;
    }
    return has(value, "\"$`") || expanded ? Form.ESCAPES : Form.DOUBLE;
  }

  private static boolean isBare(byte[] value) {
    boolean bare = value.length > 0;
    for (byte b : value) {
      bare &=
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || BARE.indexOf(b) >= 0;
    }
    return bare;
  }

  /** Some readers expand these even in single quotes. */
  private static boolean hasReference(byte[] value) {
    for (int i = 1; i < value.length; i++) {
      if (value[i - 1] == '$' && value[i] == '{') {
        return true;
      }
    }
    return false;
  }

  private static boolean has(byte[] value, String any) {
    for (byte b : value) {
      if (any.indexOf(b) >= 0) {
        return true;
      }
    }
    return false;
  }
}
