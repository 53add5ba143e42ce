package dev.keymaster.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a provider said about a key.
 *
 * @param ref the key
 * @param service whose key it is
 * @param outcome what that means
 * @param asked whether the value was sent; false where no call is known that would tell
 * @param detail one line: whose key it is, or why it is not good or not known; never the key
 * @param limits what the provider said about rates, by the names of its header fields
 */
public record Verified(
    KeyRef ref,
    ServiceName service,
    Outcome outcome,
    boolean asked,
    String detail,
    Map<String, String> limits) {

  /** Copies and sorts. */
  public Verified {
    limits = Collections.unmodifiableMap(new TreeMap<>(limits));
  }

  /** What is known now. */
  public enum Outcome {
    /** The provider takes it. */
    VALID,
    /** The provider says that it is no key, or none any more. */
    INVALID,
    /**
     * Nobody can say: no answer, too many questions, a narrow scope. Never means that it is bad.
     */
    UNKNOWN
  }

  /** One that could not be asked for. */
  public static Verified unasked(KeyRef ref, ServiceName service, String why) {
    return new Verified(ref, service, Outcome.UNKNOWN, false, why, Map.of());
  }
}
