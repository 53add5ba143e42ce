package dev.keymaster.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Points at a key, or at one version of it: {@code km://ENV/NAME[#VERSION]}.
 *
 * @param environment where the key lives
 * @param name the key's name there
 * @param version the version's number, from 1; null for the current one
 */
public record KeyRef(EnvironmentName environment, KeyName name, @Nullable Integer version) {
  /** The scheme that templates and {@code .env} files use. */
  public static final String SCHEME = "km://";

  private static final Pattern SHAPE = Pattern.compile("km://([^/#?]*)/([^#?]*)(?:#([0-9]{1,9}))?");

  /** Refuses version numbers below 1. */
  public KeyRef {
    if (version != null && version < 1) {
      throw KeymasterException.usage("versions are counted from 1", "keymaster history " + name);
    }
  }

  /** Points at the current version. */
  public KeyRef(EnvironmentName environment, KeyName name) {
    this(environment, name, null);
  }

  /** Parses the full form; anything else is a usage failure. */
  public static KeyRef parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw KeymasterException.usage(
          "not a key reference: " + Printable.quote(text),
          "write km://ENV/NAME or km://ENV/NAME#2");
    }
    String version = matcher.group(3);
    return new KeyRef(
        new EnvironmentName(matcher.group(1)),
        new KeyName(matcher.group(2)),
        version == null ? null : Integer.valueOf(version));
  }

  /** Parses what {@link #path} writes; anything else is a usage failure. */
  public static KeyRef ofPath(String path) {
    return parse(SCHEME + path);
  }

  /** Returns the form without its scheme, as fingerprints store it (docs/format.md, 12). */
  public String path() {
    return environment + "/" + name + (version == null ? "" : "#" + version);
  }

  @Override
  public String toString() {
    return SCHEME + path();
  }
}
