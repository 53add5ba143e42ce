package dev.keymaster.model;

/**
 * The name of a profile.
 *
 * @param value 1 to 64 characters, {@code [a-z0-9][a-z0-9._-]*}
 */
public record ProfileName(String value) implements Comparable<ProfileName> {
  /** Refuses anything but the shape above with a usage failure. */
  public ProfileName {
    if (!NameShape.isWord(value, 64)) {
      throw KeymasterException.usage(
          "not a name of a profile: " + Printable.quote(value),
          "use 1 to 64 of a-z 0-9 . _ - and start with a letter or digit, such as research");
    }
  }

  @Override
  public int compareTo(ProfileName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
