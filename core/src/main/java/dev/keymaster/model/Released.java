package dev.keymaster.model;

import java.util.HashMap;
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
    Map<String, String> fields = new HashMap<>(record.details().metadata());
    record.version(version).map(KeyVersion::issued).ifPresent(known -> fields.putAll(known.id()));
    return fields;
  }

  @Override
  public void close() {
    value.close();
  }
}
