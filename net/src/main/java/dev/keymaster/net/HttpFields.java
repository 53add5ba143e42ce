package dev.keymaster.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The header fields of a message, names in lower case, in their order. Immutable. */
public final class HttpFields {
  /** No fields. */
  public static final HttpFields NONE = new HttpFields(List.of());

  /**
   * One field.
   *
   * @param name lower case
   * @param value visible ASCII, without space at its ends
   */
  public record Field(String name, String value) {}

  private final List<Field> fields;

  private HttpFields(List<Field> fields) {
    this.fields = fields;
  }

  /** Returns these fields and one more. */
  public HttpFields with(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name.toLowerCase(Locale.ROOT), value));
    return new HttpFields(more);
  }

  /** Returns the fields in their order. */
  public List<Field> all() {
    return List.copyOf(fields);
  }

  /** Returns how many fields have that name (lower case). */
  long count(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).count();
  }

  /** Returns the first value under that name (lower case), if there is one. */
  public Optional<String> first(String name) {
    for (Field field : fields) {
      if (field.name().equals(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  /** Tells whether the value under that name is exactly {@code value}, letter case aside. */
  public boolean says(String name, String value) {
    return first(name).filter(value::equalsIgnoreCase).isPresent();
  }
}
