package dev.keymaster.lifecycle;

import dev.keymaster.model.Issued;
import dev.keymaster.providers.Ability;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be done at once against a key that may be in wrong hands. */
enum Measure {
  /** Disable it, which can be taken back. */
  DISABLE,
  /** Revoke it. */
  REVOKE,
  /** Revoke it by its value, without a credential that manages keys. */
  REVOKE_BY_VALUE,
  /** Nothing that is known here: a person has to do it. */
  BY_HAND;

  /**
   * Chooses the mildest that works.
   *
   * @param issued how the provider knows it; null if nothing is known of that
   * @param admin whether there is a credential that manages keys there
   */
  static Measure against(@Nullable Issued issued, boolean admin, Set<Ability> abilities) {
    if (issued != null && admin && abilities.contains(Ability.DISABLE)) {
      return DISABLE;
    }
    if (issued != null && admin && abilities.contains(Ability.REVOKE)) {
      return REVOKE;
    }
    return abilities.contains(Ability.REVOKE_BY_VALUE) ? REVOKE_BY_VALUE : BY_HAND;
  }
}
