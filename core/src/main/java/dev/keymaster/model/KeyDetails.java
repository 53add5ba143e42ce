package dev.keymaster.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a person says about a key, apart from its name and value. All of it is sealed at rest.
 *
 * @param service the service it belongs to
 * @param tags sorted, without doubles; each 1 to 64 characters
 * @param note free text, empty if none
 * @param endpoint base URL to use it with; null for the provider's own
 * @param variable environment variable it becomes; null for the catalogue's choice
 * @param owner who answers for it; empty if nobody
 * @param expires when it ceases to be valid; null if never
 * @param status whether it is handed out
 * @param metadata further fields, sorted by name
 */
public record KeyDetails(
    ServiceName service,
    List<String> tags,
    String note,
    @Nullable String endpoint,
    @Nullable String variable,
    String owner,
    @Nullable Instant expires,
    KeyStatus status,
    Map<String, String> metadata) {

  /** Longest note, in characters. */
  public static final int MAX_TEXT = 4096;

  /** Begins the names of metadata that say what a provider is to make, see {@link #terms}. */
  public static final String TERM = "mint.";

  private static final int MAX_TAGS = 32;
  private static final int MAX_FIELDS = 64;

  /** Copies and sorts the collections and refuses oversized or malformed fields. */
  public KeyDetails {
    tags = List.copyOf(new TreeSet<>(tags));
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    tags.forEach(tag -> text("tag", tag, 64));
    text("note", note, MAX_TEXT);
    text("owner", owner, 256);
    text("endpoint", endpoint == null ? "" : endpoint, 2048);
    metadata.forEach((name, value) -> {
      text("metadata name", name, 64);
      text("metadata value", value, MAX_TEXT);
    });
    requireVariable(variable);
    if (tags.size() > MAX_TAGS || metadata.size() > MAX_FIELDS) {
      throw KeymasterException.usage(
          "more than " + MAX_TAGS + " tags or " + MAX_FIELDS + " metadata fields", "");
    }
  }

  /** Refuses what no environment variable may be called. */
  static void requireVariable(@Nullable String name) {
    if (name != null && !name.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
      throw KeymasterException.usage(
          "not an environment variable name: " + Printable.quote(name),
          "use letters, digits and _, such as OPENAI_API_KEY");
    }
  }

  /** A key of which only the service is known. */
  public static KeyDetails of(ServiceName service) {
    return new KeyDetails(service, List.of(), "", null, null, "", null, KeyStatus.ACTIVE, Map.of());
  }

  /** Returns what its provider is to make when it is rotated: the metadata {@code mint.…}. */
  public Map<String, String> terms() {
    Map<String, String> terms = new TreeMap<>(metadata);
    terms.keySet().removeIf(name -> !name.startsWith(TERM));
    return terms;
  }

  private static void text(String what, String text, int limit) {
    if (text.length() > limit) {
      throw KeymasterException.usage(what + " is longer than " + limit + " characters", "");
    }
  }
}
