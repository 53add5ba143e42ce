package dev.keymaster.lifecycle;

import java.time.Instant;

/**
 * The process that works on something; two with one number are told apart by their start.
 *
 * @param pid its number; 0 for nobody
 * @param started when it started, in whole milliseconds
 */
public record Holder(long pid, Instant started) {
  /** Nobody: whoever comes may go on with it. */
  public static final Holder NOBODY = new Holder(0, Instant.EPOCH);
}
