package dev.keymaster.lifecycle;

import dev.keymaster.model.Discrepancy;
import dev.keymaster.model.Discrepancy.Kind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.ServiceName;
import dev.keymaster.providers.IssuedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a provider's list of keys against the vault. Pure.
 *
 * @param service the provider
 * @param lost what orders are called whose answer was lost
 * @param overdue keys that are older than the policy wants
 * @param deleted whether the provider lists deleted keys, as disabled ones
 * @param now the time
 */
record Comparison(
    ServiceName service, Set<String> lost, Set<KeyRef> overdue, boolean deleted, Instant now) {
  /** How long a key may lie unused. */
  private static final Duration UNUSED = Duration.ofDays(30);

  /**
   * Lists what is found.
   *
   * @param listed every key of the provider
   * @param held every version in the vault that the provider made and has not ended
   */
  List<Discrepancy> of(List<IssuedKey> listed, List<Target> held) {
    Map<Map<String, String>, Target> known = new HashMap<>();
    held.forEach(target -> known.put(target.id(), target));
    boolean tellsUse = listed.stream().anyMatch(key -> key.lastUsed() != null);
    List<Discrepancy> found = new ArrayList<>();
    for (IssuedKey key : listed) {
      Target target = known.remove(key.id().parts());
      if (target == null && !isDeleted(key)) {
        found.add(found(orphaned(key) ? Kind.ORPHANED : Kind.UNKNOWN, key, null));
      } else if (target != null && overdue.contains(target.key().ref()) && isCurrent(target)) {
        found.add(found(Kind.OVERDUE, key, target.ref()));
      }
      if (target != null && tellsUse && isUnused(key)) {
        found.add(found(Kind.NEVER_USED, key, target.ref()));
      }
    }
    known.values().forEach(target -> found.add(gone(target)));
    return found;
  }

  private boolean isDeleted(IssuedKey key) {
    return deleted && !key.enabled();
  }

  private static boolean isCurrent(Target target) {
    return target.key().current().filter(target.version()::equals).isPresent();
  }

  private boolean orphaned(IssuedKey key) {
    return lost.contains(key.name()) || Children.isNamedSo(key.name());
  }

  private boolean isUnused(IssuedKey key) {
    Instant created = key.created();
    return key.lastUsed() == null && created != null && created.plus(UNUSED).isBefore(now);
  }

  private Discrepancy found(Kind kind, IssuedKey key, @Nullable KeyRef ref) {
    String note = key.enabled() ? "" : "disabled there";
    return new Discrepancy(
        service,
        kind,
        shown(key.id().parts()),
        key.name(),
        key.hint(),
        ref,
        key.created(),
        key.lastUsed(),
        note);
  }

  private Discrepancy gone(Target target) {
    String name = target.key().name().value();
    String hint = target.version().hint();
    return new Discrepancy(
        service, Kind.GONE, shown(target.id()), name, hint, target.ref(), null, null, "");
  }

  /** Writes an id as a person may type it again. */
  static String shown(Map<String, String> parts) {
    return String.join("/", parts.values());
  }
}
