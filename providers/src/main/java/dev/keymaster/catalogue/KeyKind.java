package dev.keymaster.catalogue;

import dev.keymaster.model.ServiceName;
import java.nio.charset.StandardCharsets;

/**
 * One kind of key that a provider gives out, and how it looks. Values are looked at as bytes; the
 * looks of a kind are no secret.
 */
public final class KeyKind {
  /** What a key of this kind is for. */
  public enum Role {
    /** What programs use. */
    API,
    /** Manages other keys and must not be handed to programs. */
    ADMIN,
    /** Names a secret that is kept elsewhere; no secret itself. */
    ID
  }

  /** How much the looks of a value say. */
  public enum Evidence {
    /** The prefix alone names the provider; length and alphabet may change. */
    PREFIX,
    /** The whole form names it, the prefix does not. */
    SHAPE,
    /** Keys of other providers look the same. */
    GUESS
  }

  /** Shortest value that a prefix alone says something about, in bytes. */
  static final int LEAST_SOFT = 20;

  /** No key is longer, whatever became of its form. */
  private static final int MOST_SOFT = 1024;

  private final ServiceName service;
  private final String name;
  private final Role role;
  private final Evidence evidence;
  private final byte[] prefix;
  private final byte[] marker;
  private final byte[] ending;
  private final int least;
  private final int most;
  private final Alphabet alphabet;

  /** Reads the fields of a {@code key} line after the word itself. */
  KeyKind(ServiceName service, String[] fields) {
    this.service = service;
    this.name = fields[0];
    this.role = Role.valueOf(CatalogueText.upper(fields[1]));
    this.evidence = Evidence.valueOf(CatalogueText.upper(fields[2]));
    this.prefix = ascii("none".equals(fields[3]) ? "" : fields[3]);
    int range = fields[4].indexOf("..");
    this.least = Integer.parseInt(range < 0 ? fields[4] : fields[4].substring(0, range));
    this.most = range < 0 ? least : Integer.parseInt(fields[4].substring(range + 2));
    this.alphabet = Alphabet.parse(fields[5]);
    this.marker = ascii(option(fields, "contains="));
    this.ending = ascii(option(fields, "ends="));
  }

  private static String option(String[] fields, String key) {
    for (int i = 6; i < fields.length; i++) {
      if (fields[i].startsWith(key)) {
        return fields[i].substring(key.length());
      }
    }
    return "";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the provider. */
  public ServiceName service() {
    return service;
  }

  /** Returns the provider's word for it, such as {@code project}. */
  public String name() {
    return name;
  }

  /** Returns what it is for. */
  public Role role() {
    return role;
  }

  /** Returns how much its looks say. */
  public Evidence evidence() {
    return evidence;
  }

  /** Returns the first characters, such as {@code sk-proj-}; empty if there is no fixed start. */
  public String prefix() {
    return new String(prefix, StandardCharsets.US_ASCII);
  }

  /** Returns the least length in bytes, prefix included. */
  public int least() {
    return least;
  }

  /** Returns the greatest length in bytes, prefix included. */
  public int most() {
    return most;
  }

  int prefixLength() {
    return prefix.length;
  }

  /** Tells whether {@code value} has the whole form of this kind. */
  boolean matches(byte[] value) {
    return value.length >= least
        && value.length <= most
        && hasPrefix(value)
        && alphabet.coversFrom(prefix.length, value)
        && at(ending, value, value.length - ending.length)
        && contains(marker, value, 0, value.length);
  }

  /** Tells whether {@code value} is of this kind by its prefix, whatever became of the form. */
  boolean resembles(byte[] value) {
    return evidence == Evidence.PREFIX && value.length >= LEAST_SOFT && hasPrefix(value);
  }

  /**
   * Returns where the key of this kind ends that begins at {@code from} in a longer text, or -1 if
   * there is none. Whatever of its alphabet follows belongs to it.
   */
  public int endIn(byte[] text, int from, int limit) {
    if (from + least > limit || !at(prefix, text, from)) {
      return -1;
    }
    int end = alphabet.end(text, from + prefix.length, Math.min(limit, from + most + 1));
    boolean whole =
        end - from >= least && end - from <= most && at(ending, text, end - ending.length);
    return whole && contains(marker, text, from, end) ? end : -1;
  }

  /**
   * As {@link #endIn}, for what has the prefix but another length, or -1 if it is too short to say
   * anything.
   */
  public int unusualEndIn(byte[] text, int from, int limit) {
    int most = Math.min(limit, from + MOST_SOFT);
    int end = at(prefix, text, from) ? alphabet.end(text, from + prefix.length, most) : -1;
    return end - from >= LEAST_SOFT ? end : -1;
  }

  boolean hasPrefix(byte[] value) {
    return at(prefix, value, 0);
  }

  private static boolean contains(byte[] part, byte[] value, int from, int to) {
    for (int i = from; i + part.length <= to; i++) {
      if (at(part, value, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean at(byte[] part, byte[] value, int start) {
    if (start < 0 || start + part.length > value.length) {
      return false;
    }
    for (int i = 0; i < part.length; i++) {
      if (value[start + i] != part[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return service + "/" + name;
  }
}
