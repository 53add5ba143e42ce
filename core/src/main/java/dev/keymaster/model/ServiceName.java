package dev.keymaster.model;

/**
 * The name of the service a key belongs to, such as {@code openai}.
 *
 * @param value 1 to 64 characters, {@code [a-z0-9][a-z0-9._-]*}
 */
public record ServiceName(String value) implements Comparable<ServiceName> {
  /** For keys of no known service. */
  public static final ServiceName CUSTOM = new ServiceName("custom");

  /** Refuses anything but the shape above with a usage failure. */
  public ServiceName {
    if (!NameShape.isWord(value, 64)) {
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
