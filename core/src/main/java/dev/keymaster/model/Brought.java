package dev.keymaster.model;

import java.util.List;

/**
 * A key with its history that comes from another vault. The receiver closes the values.
 *
 * @param record what is known of it; its versions ascend, at most one is current, none is pending
 * @param values of the versions that are not destroyed, in their order
 */
public record Brought(KeyRecord record, List<Secret> values) implements AutoCloseable {
  /** Copies the list; USAGE if versions and values do not fit together. */
  public Brought {
    values = List.copyOf(values);
    int last = 0;
    for (KeyVersion version : record.versions()) {
      if (version.number() <= last || version.state() == VersionState.PENDING) {
        throw bad(record, "its versions are not in order");
      }
      last = version.number();
    }
    List<KeyVersion> live = live(record);
    long current = live.stream().filter(v -> v.state() == VersionState.CURRENT).count();
    if (live.isEmpty() || live.size() != values.size() || current > 1) {
      throw bad(record, "its versions and values do not match");
    }
    for (Secret value : values) {
      if (value.length() < 1 || value.length() > NewKey.MAX_VALUE) {
        throw bad(record, "a value is empty or too long");
      }
    }
  }

  private static List<KeyVersion> live(KeyRecord record) {
    return record.versions().stream().filter(v -> v.state() != VersionState.DESTROYED).toList();
  }

  private static KeymasterException bad(KeyRecord record, String why) {
    return KeymasterException.usage(record.ref() + " cannot be brought in: " + why, "");
  }

  @Override
  public void close() {
    values.forEach(Secret::close);
  }
}
