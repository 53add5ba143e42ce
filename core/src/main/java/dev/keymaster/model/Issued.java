package dev.keymaster.model;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a provider knows a version of a key: without that a key cannot be managed there.
 *
 * @param service the provider
 * @param id its parts as the provider names them, sorted; nothing secret
 * @param state what the provider makes of it, as far as known here
 */
public record Issued(ServiceName service, Map<String, String> id, State state) {
  /** Parts that name one key and not what it lies in; Azure's {@code key} is 1 or 2. */
  private static final Set<String> OWN = Set.of("hash", "id", "key");

  private static final int SHORTEST_DRAWN = 4;

  /** Whether the provider takes the key. */
  public enum State implements Tagged {
    /** It does. */
    LIVE(1),
    /** Not until it is enabled again. */
    DISABLED(2),
    /** Never again. */
    REVOKED(3);

    private final int tag;

    State(int tag) {
      this.tag = tag;
    }

    @Override
    public int tag() {
      return tag;
    }
  }

  /** Copies and sorts. */
  public Issued {
    id = Collections.unmodifiableMap(new TreeMap<>(id));
  }

  /**
   * Tells whether both may mean one key of one provider: all that one of them says the other says
   * too, or both have it named alike where names are drawn and belong to one key. Letter case does
   * not count, as it does not at some providers; what is told apart too little is refused where it
   * matters, and nothing is lost.
   */
  public boolean isSameKey(Issued other) {
    Map<String, String> mine = folded();
    Map<String, String> theirs = other.folded();
    return service.equals(other.service)
        && (mine.entrySet().containsAll(theirs.entrySet())
            || theirs.entrySet().containsAll(mine.entrySet())
            || OWN.stream().anyMatch(part -> isDrawn(mine.get(part), theirs.get(part))));
  }

  private static boolean isDrawn(@Nullable String one, @Nullable String other) {
    return one != null && one.length() >= SHORTEST_DRAWN && one.equals(other);
  }

  private Map<String, String> folded() {
    Map<String, String> folded = new TreeMap<>();
    id.forEach((part, value) -> folded.put(part, value.toLowerCase(Locale.ROOT)));
    return folded;
  }

  /** Returns the same in another state. */
  public Issued in(State next) {
    return new Issued(service, id, next);
  }
}
