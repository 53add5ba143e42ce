package dev.keymaster.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A key as the vault knows it, without any value.
 *
 * @param environment where it lives
 * @param name its name there
 * @param details what is said about it
 * @param created when it was first stored
 * @param updated when anything about it last changed
 * @param versions all versions ever, oldest first, destroyed ones included
 */
public record KeyRecord(
    EnvironmentName environment,
    KeyName name,
    KeyDetails details,
    Instant created,
    Instant updated,
    List<KeyVersion> versions) {

  /** Copies the list. */
  public KeyRecord {
    versions = List.copyOf(versions);
  }

  /** Returns the version that is handed out, if there is one. */
  public Optional<KeyVersion> current() {
    return versions.stream().filter(v -> v.state() == VersionState.CURRENT).findFirst();
  }

  /** Returns the version with that number, if it ever existed. */
  public Optional<KeyVersion> version(int number) {
    return versions.stream().filter(v -> v.number() == number).findFirst();
  }

  /**
   * Returns what is known beside the value: fields of the key, and how its provider knows that
   * version.
   */
  public Map<String, String> fields(int number) {
    Map<String, String> fields = new TreeMap<>(details.metadata());
    version(number).map(KeyVersion::issued).ifPresent(known -> fields.putAll(known.id()));
    return fields;
  }

  /** Tells whether what is handed out was made by the provider that the key belongs to. */
  public boolean isMade() {
    return current()
        .map(KeyVersion::issued)
        .filter(issued -> issued.service().equals(details.service()))
        .isPresent();
  }

  /** Tells whether a provider is said to know any version of it. */
  public boolean isIssued() {
    return versions.stream().anyMatch(version -> version.issued() != null);
  }

  /** Tells whether a provider is said to know a version of it by what it knows one of these by. */
  public boolean sharesIssue(KeyRecord other) {
    return versions.stream()
        .map(KeyVersion::issued)
        .filter(Objects::nonNull)
        .anyMatch(mine ->
            other.versions.stream()
                .map(KeyVersion::issued)
                .anyMatch(theirs -> theirs != null && mine.isSameKey(theirs)));
  }

  /** Returns a reference to the current version. */
  public KeyRef ref() {
    return new KeyRef(environment, name);
  }
}
