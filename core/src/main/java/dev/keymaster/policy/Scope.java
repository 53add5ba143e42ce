package dev.keymaster.policy;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a line means. An empty list does not narrow; a line that names environments,
 * services or keys means no request that is about no key.
 *
 * @param operations which operations
 * @param environments in which environments
 * @param services keys of which services
 * @param keys which keys
 * @param callers asked by whom; empty for anybody at all, strangers included
 * @param unless but not by them
 */
record Scope(
    Set<Operation> operations,
    List<Glob> environments,
    List<Glob> services,
    List<Glob> keys,
    List<CallerPattern> callers,
    List<CallerPattern> unless) {

  boolean matches(Request request) {
    return matchesOfAnyService(request) && matches(services, request.service());
  }

  /** Returns whether it means a request once the key has some service. */
  boolean matchesOfAnyService(Request request) {
    CallerKind kind = request.kind();
    return operations.contains(request.operation())
        && matches(environments, request.environment())
        && matches(keys, request.key())
        && (callers.isEmpty() || CallerPattern.any(callers, request.caller(), kind))
        && !CallerPattern.any(unless, request.caller(), kind);
  }

  private static boolean matches(List<Glob> globs, @Nullable Object name) {
    return globs.isEmpty() || (name != null && Glob.any(globs, name.toString()));
  }

  /** Returns the same asked by these. */
  Scope by(List<CallerPattern> others) {
    return new Scope(operations, environments, services, keys, others, unless);
  }

  /** Returns the same for just these operations. */
  Scope of(Set<Operation> others) {
    return new Scope(others, environments, services, keys, callers, unless);
  }

  /** Returns whether it asks what key a request is about. */
  boolean looksAtKeys() {
    return !(environments.isEmpty() && services.isEmpty() && keys.isEmpty());
  }
}
