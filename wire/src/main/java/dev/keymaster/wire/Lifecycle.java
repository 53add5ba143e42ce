package dev.keymaster.wire;

import dev.keymaster.model.KeyRef;
import dev.keymaster.model.Verified;
import java.util.List;
import java.util.Map;

/** Requests about the life of keys at their providers. */
public interface Lifecycle {
  /**
   * Asks the providers of these keys whether they are good, several at a time. Each value is
   * recorded as sent before it is. A key whose value may not be sent fails the request if it is the
   * only one, and is unknown among others.
   *
   * @param addresses where a provider answers for this person, by its name; else where the key or
   *     the catalogue says. A value that goes anywhere but to its provider's own address is
   *     released as one that is revealed
   */
  List<Verified> verify(List<KeyRef> refs, Map<String, String> addresses);
}
