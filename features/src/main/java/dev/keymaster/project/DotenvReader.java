package dev.keymaster.project;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a {@code .env} file byte by byte; values never become text. */
final class DotenvReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final String EXPORT = "export";

  private final byte[] bytes;
  private final String file;
  private final byte[] value;
  private final List<Dotenv.Entry> entries = new ArrayList<>();
  private final List<Dotenv.Span> spans = new ArrayList<>();
  private int at;
  private int end;
  private int line = 1;

  DotenvReader(byte[] bytes, String file) {
    this.bytes = bytes;
    this.file = file;
    this.value = new byte[bytes.length];
  }

  Dotenv read() {
    try {
      skipMark();
      while (at < bytes.length) {
        statement();
      }
      return new Dotenv(List.copyOf(entries), List.copyOf(spans));
    } catch (KeymasterException e) {
      entries.forEach(entry -> entry.value().close());
      throw e;
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  private void skipMark() {
    boolean marked =
        bytes.length >= 3
            && bytes[0] == (byte) 0xef
            && bytes[1] == (byte) 0xbb
            && bytes[2] == (byte) 0xbf;
    at = marked ? 3 : 0;
  }

  private void statement() {
    skipBlanks();
    if (atLineEnd() || bytes[at] == '#') {
      skipLine();
      return;
    }
    int start = line;
    String name = name();
    skipBlanks();
    int quote = at < bytes.length ? bytes[at] : 0;
    boolean quoted = quote == '"' || quote == '\'' || quote == '`';
    int from = at;
    int length = quoted ? quoted(quote) : plain();
    spans.add(new Dotenv.Span(from, end));
    entries.add(
        new Dotenv.Entry(
            name, Secret.taking(Arrays.copyOf(value, length)), start, quoted && quote != '"'));
  }

  /** Reads up to and including the {@code =}. */
  private String name() {
    String word = word();
    skipBlanks();
    if (word.equals(EXPORT) && at < bytes.length && bytes[at] != '=') {
      word = word();
      skipBlanks();
    }
    if (at >= bytes.length || bytes[at] != '=') {
      throw bad("not an assignment", "write NAME=VALUE, or # before a comment");
    }
    if (!NAME.matcher(word).matches()) {
      throw bad("not a variable name before =", "use letters, digits and _");
    }
    at++;
    return word;
  }

  private String word() {
    int start = at;
    while (!atLineEnd() && !isBlank(bytes[at]) && bytes[at] != '=') {
      at++;
    }
    return new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
  }

  /** Reads to the end of the line or to a comment; returns the length of the value. */
  private int plain() {
    int first = at;
    int length = 0;
    int kept = 0;
    while (!atLineEnd() && !(bytes[at] == '#' && isBlank(bytes[at - 1]))) {
      value[length++] = content();
      kept = isBlank(bytes[at - 1]) ? kept : length;
    }
    end = first + kept;
    skipLine();
    return kept;
  }

  /** Reads to the closing quote; returns the length of the value. */
  private int quoted(int quote) {
    int opened = line;
    int length = 0;
    at++;
    while (at < bytes.length && bytes[at] != quote) {
      if (quote == '"'
          && bytes[at] == '\\'
          && at + 1 < bytes.length
          && escaped(bytes[at + 1]) != 0) {
        value[length++] = escaped(bytes[at + 1]);
        at += 2;
      } else {
        line += bytes[at] == '\n' ? 1 : 0;
        value[length++] = content();
      }
    }
    if (at >= bytes.length) {
      throw Malformed.at(
          file, opened, "a quote is never closed", "close it, or use the other kind of quote");
    }
    at++;
    end = at;
    skipBlanks();
    if (!atLineEnd() && bytes[at] != '#') {
      throw bad("text after the closing quote", "put the whole value in one pair of quotes");
    }
    skipLine();
    return length;
  }

  private static byte escaped(byte letter) {
    return switch (letter) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '\\', '"', '$', '`' -> letter;
      default -> 0;
    };
  }

  private byte content() {
    if (bytes[at] == 0) {
      throw bad("a NUL in a value", "is this really a .env file?");
    }
    return bytes[at++];
  }

  private void skipBlanks() {
    while (at < bytes.length && isBlank(bytes[at])) {
      at++;
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private boolean atLineEnd() {
    return at >= bytes.length
        || bytes[at] == '\n'
        || (bytes[at] == '\r' && (at + 1 == bytes.length || bytes[at + 1] == '\n'));
  }

  private void skipLine() {
    while (at < bytes.length && bytes[at] != '\n') {
      at++;
    }
    at++;
    line++;
  }

  private KeymasterException bad(String problem, String hint) {
    return Malformed.at(file, line, problem, hint);
  }
}
