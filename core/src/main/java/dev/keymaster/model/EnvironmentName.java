package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * The name of an environment: {@code dev}, {@code staging}, {@code prod} or any other.
 *
 * @param value 1 to 64 characters, {@code [a-z0-9][a-z0-9._-]*}
 */
public record EnvironmentName(String value) implements Comparable<EnvironmentName> {
  /** Used where nobody chose one. */
  public static final EnvironmentName DEFAULT = new EnvironmentName("dev");

  /** Refuses anything but the shape above with a usage failure. */
  public EnvironmentName {
    if (!NameShape.isWord(value, 64)) {
      throw KeymasterException.usage(
          "not an environment name: " + Printable.quote(value),
          "use 1 to 64 of a-z 0-9 . _ - and start with a letter or digit, such as staging");
    }
  }

  @Override
  public int compareTo(EnvironmentName other) {
    return value.compareTo(other.value);
  }

  // written out: the generated ones cost the first use 10 ms, which every command would pay
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EnvironmentName that && value.equals(that.value);
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
