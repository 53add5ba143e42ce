package dev.keymaster.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.keymaster.crypto.AgeFile;
import dev.keymaster.crypto.SqlCipherFile;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A kind of file that keys are imported from. */
public enum Format {
  /** {@code .env}, encrypted by dotenvx too. */
  ENV("env"),
  /** Any JSON document. */
  JSON("json"),
  /** Any YAML document. */
  YAML("yaml"),
  /** A table with a column for names and one for values: KeePassXC, 1Password, Bitwarden, … */
  CSV("csv"),
  /** {@code keys.json} of llm. */
  LLM("llm"),
  /** {@code ~/.aws/credentials}. */
  AWS("aws"),
  /** A folder of pass or gopass. */
  PASS("pass"),
  /** A KeePass database. */
  KEEPASS("keepass"),
  /** A {@code .1pux} file of 1Password. */
  ONEPASSWORD("1password"),
  /** An unencrypted JSON export of Bitwarden. */
  BITWARDEN("bitwarden"),
  /** An export of Keymaster, as JSON or YAML. */
  KEYMASTER("keymaster"),
  /** Anything that age sealed. */
  AGE("age"),
  /** A database of SQLCipher 4: an export of Keymaster, or tables with names and values. */
  SQLCIPHER("sqlcipher");

  private static final int GLANCE = 1 << 16;
  private static final Pattern DATABASE = Pattern.compile("(?i)\\.(db3?|sqlite3?|sqlcipher)$");
  private static final byte[] KEEPASS_MAGIC = {
    0x03, (byte) 0xd9, (byte) 0xa2, (byte) 0x9a, 0x67, (byte) 0xfb, 0x4b
  };
  private static final byte[] ZIP_MAGIC = {'P', 'K', 3, 4};
  private static final Pattern EXPORT =
      Pattern.compile("\"?schema\"?: *\"keymaster/export/[0-9]+\"");
  private static final Pattern AWS_LINE = Pattern.compile("(?m)^[ \\t]*aws_access_key_id[ \\t]*=");
  private static final Pattern BITWARDEN_MEMBER =
      Pattern.compile("\"(encrypted|passwordProtected)\"[ \\t]*:");
  private static final Pattern LLM_MEMBER = Pattern.compile("\"// Note\"[ \\t]*:");
  private static final Pattern ASSIGNMENT =
      Pattern.compile("(?m)^[ \\t]*(export[ \\t]+)?[A-Za-z_][A-Za-z0-9_]*[ \\t]*=");
  private static final Pattern YAML_LINE =
      Pattern.compile("(?m)^(---|[\"']?[A-Za-z_][\\w./-]*[\"']?:([ \\t].*)?)\\r?$");

  private final String word;

  Format(String word) {
    this.word = word;
  }

  /** Returns the word for it. */
  public String word() {
    return word;
  }

  /** Returns the format of that word, or of a program that writes it; null if there is none. */
  private static @Nullable Format of(String word) {
    for (Format format : values()) {
      if (format.word.equals(word)) {
        return format;
      }
    }
    return switch (word) {
      case "dotenvx" -> ENV;
      case "gopass" -> PASS;
      case "keepassxc" -> KEEPASS;
      default -> null;
    };
  }

  /** Returns the format of that word; a USAGE failure that names all if there is none. */
  public static Format named(String word) {
    Format format = of(word);
    if (format == null) {
      throw KeymasterException.usage("no format is called " + Printable.quote(word), words());
    }
    return format;
  }

  /** Returns all words, for a person. */
  public static String words() {
    return "one of: " + String.join(", ", Arrays.stream(values()).map(Format::word).toList());
  }

  /**
   * Tells what a file holds by its content; what looks like nothing else is a {@code .env} file.
   *
   * @param name of the file, which decides between formats that look alike
   */
  public static Format detect(byte[] bytes, String name) {
    if (startsWith(bytes, KEEPASS_MAGIC)) {
      return KEEPASS;
    }
    if (startsWith(bytes, ZIP_MAGIC)) {
      return ONEPASSWORD;
    }
    if (AgeFile.is(bytes)) {
      return AGE;
    }
    if (SqlCipherFile.maybe(bytes)) {
      return SQLCIPHER;
    }
    byte[] start = Arrays.copyOf(bytes, Math.min(bytes.length, GLANCE));
    String text = new String(start, ISO_8859_1).replaceFirst("^\\u00ef\\u00bb\\u00bf", "").strip();
    Arrays.fill(start, (byte) 0);
    return detect(text, name.toLowerCase(Locale.ROOT));
  }

  /** Tells whether a file is called like a database. */
  public static boolean isDatabase(String name) {
    return DATABASE.matcher(name).find();
  }

  private static Format detect(String text, String name) {
    if (isDatabase(name) && text.indexOf('\0') >= 0) {
      return SQLCIPHER; // a part of one
    }
    if (EXPORT.matcher(text).find()) {
      return KEYMASTER;
    }
    if (AWS_LINE.matcher(text).find()) {
      return AWS;
    }
    if (text.startsWith("{") || text.startsWith("[")) {
      return json(text);
    }
    if (ColumnReader.isTable(text.lines().findFirst().orElse(""))) {
      return CSV;
    }
    boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
    boolean env = ASSIGNMENT.matcher(text).find() && !yaml;
    return !env && (yaml || YAML_LINE.matcher(text).find()) ? YAML : ENV;
  }

  private static Format json(String text) {
    if (BITWARDEN_MEMBER.matcher(text).find()) {
      return BITWARDEN;
    }
    return LLM_MEMBER.matcher(text).find() ? LLM : JSON;
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }
}
