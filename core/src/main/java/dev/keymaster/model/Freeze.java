package dev.keymaster.model;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * That keys are not handed out to anybody.
 *
 * @param since when it began
 * @param services whose keys; empty for all
 * @param held why it is not in the vault yet; empty if it is
 */
public record Freeze(Instant since, Set<ServiceName> services, String held) {
  /** In the vault. */
  public Freeze(Instant since, Set<ServiceName> services) {
    this(since, services, "");
  }

  /** Copies and sorts. */
  public Freeze {
    services = Collections.unmodifiableSet(new TreeSet<>(services));
  }

  /** Tells whether keys of a service are not handed out. */
  public boolean covers(ServiceName service) {
    return services.isEmpty() || services.contains(service);
  }

  /** Returns what holds if keys of these services, all if none, are frozen as well. */
  public Freeze and(Set<ServiceName> others) {
    if (services.isEmpty() || others.isEmpty()) {
      return new Freeze(since, Set.of(), held);
    }
    Set<ServiceName> both = new TreeSet<>(services);
    both.addAll(others);
    return new Freeze(since, both, held);
  }

  /** Returns the same, which is not in the vault yet. */
  public Freeze held(String why) {
    return new Freeze(since, services, why);
  }

  /** Returns whose keys, for a person: {@code all keys}, {@code keys of openai, stripe}. */
  public String shown() {
    return services.isEmpty()
        ? "all keys"
        : "keys of " + String.join(", ", services.stream().map(ServiceName::value).toList());
  }
}
