package dev.keymaster.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Points at what a template or a variable is to hold: the value of a key, or a field that is known
 * of it: {@code km://ENV/NAME[#VERSION][?field=FIELD]}. {@code km://./NAME} is a key of the
 * environment that is chosen where it is read.
 *
 * @param key of which key and version
 * @param field which field; empty for the value itself
 */
public record ValueRef(KeyRef key, String field) {
  private static final String HERE = KeyRef.SCHEME + "./";
  private static final Pattern SHAPE =
      Pattern.compile("([^?]*)(?:\\?field=([A-Za-z0-9._-]{1,64}))?");

  /** Parses the full form; anything else is a usage failure. */
  public static ValueRef parse(String text, EnvironmentName here) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw KeymasterException.usage(
          "not a key reference: " + Printable.quote(text),
          "write km://ENV/NAME, km://ENV/NAME#2 or km://ENV/NAME?field=FIELD");
    }
    String key = matcher.group(1);
    String field = matcher.group(2);
    String whole =
        key.startsWith(HERE) ? KeyRef.SCHEME + here + "/" + key.substring(HERE.length()) : key;
    return new ValueRef(KeyRef.parse(whole), field == null ? "" : field);
  }

  @Override
  public String toString() {
    return field.isEmpty() ? key.toString() : key + "?field=" + field;
  }
}
