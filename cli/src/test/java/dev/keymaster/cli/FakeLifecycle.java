package dev.keymaster.cli;

import dev.keymaster.model.KeyRef;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Verified;
import dev.keymaster.wire.Lifecycle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Providers that say of a key what a test told them; of others nothing. */
final class FakeLifecycle implements Lifecycle {
  final Map<String, Verified.Outcome> outcomes = new HashMap<>();
  Map<String, String> addresses = Map.of();

  @Override
  public List<Verified> verify(List<KeyRef> refs, Map<String, String> where) {
    addresses = Map.copyOf(where);
    return refs.stream().map(this::verified).toList();
  }

  private Verified verified(KeyRef ref) {
    ServiceName service = new ServiceName("openai");
    Verified.Outcome outcome = outcomes.get(ref.name().value());
    return outcome == null
        ? Verified.unasked(ref, service, "no call is known")
        : new Verified(ref, service, outcome, true, "said so", Map.of("x-ratelimit-limit", "7"));
  }
}
