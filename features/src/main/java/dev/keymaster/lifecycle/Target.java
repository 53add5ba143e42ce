package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.VersionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A version of a key that its provider may take.
 *
 * @param key whose
 * @param version which
 */
record Target(KeyRecord key, KeyVersion version) {
  /**
   * Finds them all: every version that the provider knows by its id and has not ended, and of a key
   * that was only stored the current one.
   *
   * @param services of these alone; of all if none is named
   */
  static List<Target> all(GuardedLifecycle vault, Set<ServiceName> services) {
    List<Target> targets = new ArrayList<>();
    for (KeySummary each : vault.keys(Selection.ALL)) {
      KeyRecord key = each.environment().equals(Reserved.PROVIDERS) ? null : vault.find(each.ref());
      if (key != null) {
        key.versions().stream()
            .map(version -> new Target(key, version))
            .filter(Target::mayBeTaken)
            .filter(target -> services.isEmpty() || services.contains(target.service()))
            .forEach(targets::add);
      }
    }
    return targets;
  }

  /** Tells whether the provider may take it now. */
  boolean mayBeTaken() {
    return version.issued() == null
        ? version.state() == VersionState.CURRENT
        : version.outstanding();
  }

  KeyRef ref() {
    return new KeyRef(key.environment(), key.name(), version.number());
  }

  /** The provider that made it, else whose it is said to be. */
  ServiceName service() {
    Issued issued = version.issued();
    return issued == null ? key.details().service() : issued.service();
  }

  /** How the provider names it; empty if nobody here knows. */
  Map<String, String> id() {
    Issued issued = version.issued();
    return issued == null ? Map.of() : issued.id();
  }

  boolean isDisabled() {
    Issued issued = version.issued();
    return issued != null && issued.state() == Issued.State.DISABLED;
  }
}
