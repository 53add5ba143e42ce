package dev.keymaster.model;

/**
 * A value that the guard let out after recording it. Whoever receives it closes it.
 *
 * @param record the key it belongs to
 * @param version its number
 * @param value the bytes
 */
public record Released(KeyRecord record, int version, Secret value) implements AutoCloseable {
  @Override
  public void close() {
    value.close();
  }
}
