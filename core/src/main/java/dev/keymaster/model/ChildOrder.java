package dev.keymaster.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A key that a provider is to make for one program.
 *
 * @param service the provider
 * @param terms what it may do and how long, as the metadata of a key say it: {@code mint.limit},
 *     {@code mint.lifetime}, {@code mint.set.NAME}
 * @param process number of the process with which the key ends
 * @param program what gets the key, for the record
 */
public record ChildOrder(
    ServiceName service, Map<String, String> terms, long process, String program) {
  /** Copies and sorts. */
  public ChildOrder {
    terms = Collections.unmodifiableMap(new TreeMap<>(terms));
  }
}
