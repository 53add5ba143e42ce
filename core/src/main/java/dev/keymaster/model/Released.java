package dev.keymaster.model;

import java.util.Map;

/**
 * A value that the guard let out after recording it. Whoever receives it closes it.
 *
 * @param record the key it belongs to
 * @param version its number
 * @param value the bytes
 */
public record Released(KeyRecord record, int version, Secret value) implements AutoCloseable {
  /**
   * Returns what is known of the key beside its value: fields of its own, and how its provider
   * knows this version.
   */
  public Map<String, String> fields() {
    return record.fields(version);
  }

  @Override
  public void close() {
    value.close();
  }
}
