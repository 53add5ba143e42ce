package dev.keymaster.model;

import java.util.regex.Pattern;

/**
 * The name of the service a key belongs to, such as {@code openai}.
 *
 * @param value 1 to 64 characters, {@code [a-z0-9][a-z0-9._-]*}
 */
public record ServiceName(String value) implements Comparable<ServiceName> {
  private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /** For keys of no known service. */
  public static final ServiceName CUSTOM = new ServiceName("custom");

  /** Refuses anything but the shape above with a usage failure. */
  public ServiceName {
    if (!SHAPE.matcher(value).matches()) {
      throw KeymasterException.usage(
          "not a service name: " + Printable.quote(value),
          "use 1 to 64 of a-z 0-9 . _ - and start with a letter or digit, such as openai");
    }
  }

  @Override
  public int compareTo(ServiceName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
