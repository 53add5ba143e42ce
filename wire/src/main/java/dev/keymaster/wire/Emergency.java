package dev.keymaster.wire;

import dev.keymaster.model.Freeze;
import dev.keymaster.model.Halted;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests for when keys may be in wrong hands. */
public interface Emergency {
  /** Returns the freeze; empty if nothing is frozen. */
  Optional<Freeze> freeze();

  /**
   * Freezes keys of these services, all if none is named: no door hands out their values any more.
   */
  Freeze begin(Set<ServiceName> services);

  /**
   * Disables or revokes every key of these services at its provider, of all if none is named.
   *
   * @param rehearsal whether to change nothing, and tell only what would be done
   */
  List<Halted> stop(Set<ServiceName> services, boolean rehearsal);

  /**
   * Ends the freeze. CONFLICT if nothing is frozen, CODE_NEEDED if there is a second factor that
   * was not given, LOCKED without the passphrase if the vault has one.
   *
   * @param passphrase of the vault, closed by this; null if there is none
   * @return what was frozen
   */
  Freeze end(@Nullable Secret passphrase);

  /** Has every key enabled at its provider that was disabled there. */
  List<Halted> enable();
}
