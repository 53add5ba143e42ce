package dev.keymaster.guard;

import dev.keymaster.model.Freeze;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.Request;
import dev.keymaster.vault.Reading;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a freeze refuses, whoever asks: that values leave, and what would help them out of it. */
final class FreezeRule {
  private FreezeRule() {}

  /**
   * Tells why something is refused; null if nothing is frozen that it is about.
   *
   * @param freeze what is frozen; null if nothing is
   * @param requests what is asked for; the first says what is done, and about no key is about any
   */
  static @Nullable KeymasterException refusal(
      Reading reading, @Nullable Freeze freeze, List<Request> requests, Instant now) {
    if (freeze == null) {
      return null;
    }
    Request first = requests.getFirst();
    Operation operation = first.operation();
    return operation.changesProofs()
        ? unproven(reading, first, freeze, now)
        : requests.stream()
            .filter(request -> operation.releases() || leaves(freeze, request, requests))
            .filter(request -> request.service() == null || freeze.covers(request.service()))
            .findFirst()
            .map(request -> Refusals.frozen(request, freeze))
            .orElse(null);
  }

  /** Whoever could choose himself what ends the freeze could end it. */
  private static @Nullable KeymasterException unproven(
      Reading reading, Request request, Freeze freeze, Instant now) {
    SecondFactors factors = SecondFactors.of(reading);
    if (!factors.enrolled()) {
      return Refusals.frozen(request, freeze);
    }
    return factors.proven(request.caller(), now) ? null : Refusals.codeNeeded(request);
  }

  /** Tells whether a key of a frozen service would become one of a service that is not. */
  private static boolean leaves(Freeze freeze, Request request, List<Request> requests) {
    return !request.isOfAnyService()
        && requests.stream()
            .filter(other -> isOfSameKey(other, request))
            .map(Request::service)
            .anyMatch(service -> service != null && !freeze.covers(service));
  }

  private static boolean isOfSameKey(Request one, Request other) {
    return one.key() != null
        && one.key().equals(other.key())
        && one.environment() != null
        && one.environment().equals(other.environment());
  }
}
