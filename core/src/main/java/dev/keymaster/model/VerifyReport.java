package dev.keymaster.model;

import java.util.List;

/**
 * What a full check of a vault found.
 *
 * @param keys how many keys were read
 * @param versions how many values were opened and checked
 * @param events how many log records were checked
 * @param findings one line for each thing that is wrong, naming it; empty if all is well
 */
public record VerifyReport(long keys, long versions, long events, List<String> findings) {
  /** Copies the list. */
  public VerifyReport {
    findings = List.copyOf(findings);
  }
}
