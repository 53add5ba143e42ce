package dev.keymaster.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A change of a key's details. A null leaves the field as it is, an empty text clears it.
 *
 * @param service new service
 * @param addTags tags to add
 * @param removeTags tags to take away
 * @param note new note
 * @param endpoint new base URL
 * @param variable new environment variable
 * @param owner new owner
 * @param expires new expiry; {@link Instant#MAX} clears it
 * @param status new status
 * @param setMetadata fields to set
 * @param removeMetadata fields to remove
 */
public record KeyEdit(
    @Nullable ServiceName service,
    List<String> addTags,
    List<String> removeTags,
    @Nullable String note,
    @Nullable String endpoint,
    @Nullable String variable,
    @Nullable String owner,
    @Nullable Instant expires,
    @Nullable KeyStatus status,
    Map<String, String> setMetadata,
    Set<String> removeMetadata) {

  /** Copies the collections. */
  public KeyEdit {
    addTags = List.copyOf(addTags);
    removeTags = List.copyOf(removeTags);
    setMetadata = Map.copyOf(setMetadata);
    removeMetadata = Set.copyOf(removeMetadata);
  }

  /** A change of the status alone. */
  public static KeyEdit status(KeyStatus status) {
    return of(null, status, Map.of());
  }

  /** A change of the expiry alone; {@link Instant#MAX} clears it, null leaves it. */
  public static KeyEdit expires(@Nullable Instant expires) {
    return of(expires, null, Map.of());
  }

  /** Fields that are set, and nothing else. */
  public static KeyEdit metadata(Map<String, String> fields) {
    return of(null, null, fields);
  }

  private static KeyEdit of(
      @Nullable Instant expires, @Nullable KeyStatus status, Map<String, String> fields) {
    return new KeyEdit(
        null, List.of(), List.of(), null, null, null, null, expires, status, fields, Set.of());
  }

  /** Returns {@code old} with this change applied. */
  public KeyDetails applyTo(KeyDetails old) {
    List<String> tags = new ArrayList<>(old.tags());
    tags.removeAll(removeTags);
    tags.addAll(addTags);
    Map<String, String> metadata = new TreeMap<>(old.metadata());
    metadata.keySet().removeAll(removeMetadata);
    metadata.putAll(setMetadata);
    return new KeyDetails(
        service == null ? old.service() : service,
        tags,
        note == null ? old.note() : note,
        text(endpoint, old.endpoint()),
        text(variable, old.variable()),
        owner == null ? old.owner() : owner,
        expiry(old.expires()),
        status == null ? old.status() : status,
        metadata);
  }

  private @Nullable Instant expiry(@Nullable Instant old) {
    if (expires == null) {
      return old;
    }
    return expires.equals(Instant.MAX) ? null : expires;
  }

  private static @Nullable String text(@Nullable String next, @Nullable String old) {
    if (next == null) {
      return old;
    }
    return next.isEmpty() ? null : next;
  }
}
