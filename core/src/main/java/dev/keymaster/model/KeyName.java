package dev.keymaster.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The name of a key within its environment.
 *
 * @param value 1 to 128 ASCII letters, digits and {@code . _ - /}; starts with a letter or digit;
 *     no empty, {@code .} or {@code ..} segment; case-sensitive
 */
public record KeyName(String value) implements Comparable<KeyName> {
  /** Refuses anything but the shape above with a usage failure. */
  public KeyName {
    if (!NameShape.isPath(value, 128)) {
      throw KeymasterException.usage(
          "not a key name: " + Printable.quote(value),
          "use 1 to 128 of A-Z a-z 0-9 . _ - / and start with a letter or digit, such as openai");
    }
  }

  /** Returns the name as twins are compared: two names that fold alike cannot both exist. */
  public String folded() {
    return value.toLowerCase(Locale.ROOT);
  }

  @Override
  public int compareTo(KeyName other) {
    return value.compareTo(other.value);
  }

  // written out: the generated ones cost the first use 10 ms, which every command would pay
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyName that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
