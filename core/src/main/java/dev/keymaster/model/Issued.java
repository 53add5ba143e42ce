package dev.keymaster.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a provider knows a version of a key: without that a key cannot be managed there.
 *
 * @param service the provider
 * @param id its parts as the provider names them, sorted; nothing secret
 * @param state what the provider makes of it, as far as known here
 */
public record Issued(ServiceName service, Map<String, String> id, State state) {
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
   * Tells whether both mean one key of one provider: all that one of them says, the other says too.
   */
  public boolean isSameKey(Issued other) {
    return service.equals(other.service)
        && (id.entrySet().containsAll(other.id.entrySet())
            || other.id.entrySet().containsAll(id.entrySet()));
  }

  /** Returns the same in another state. */
  public Issued in(State next) {
    return new Issued(service, id, next);
  }
}
