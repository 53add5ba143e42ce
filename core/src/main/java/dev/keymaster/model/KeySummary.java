package dev.keymaster.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a listing: what the sealed index holds of a key.
 *
 * @param environment where it lives
 * @param name its name there
 * @param service the service it belongs to
 * @param status whether it is handed out
 * @param hint masked form of the current value; {@code …} if there is none
 * @param version number of the current version; 0 if there is none
 * @param updated when anything about it last changed
 * @param expires when it ceases to be valid; null if never
 * @param variable environment variable set for it; null for the catalogue's choice
 * @param tags sorted
 */
public record KeySummary(
    EnvironmentName environment,
    KeyName name,
    ServiceName service,
    KeyStatus status,
    String hint,
    int version,
    Instant updated,
    @Nullable Instant expires,
    @Nullable String variable,
    List<String> tags) {

  /** Copies the list. */
  public KeySummary {
    tags = List.copyOf(tags);
  }

  /** Returns a reference to the current version. */
  public KeyRef ref() {
    return new KeyRef(environment, name);
  }
}
