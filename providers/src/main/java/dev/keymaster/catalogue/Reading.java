package dev.keymaster.catalogue;

import java.util.List;

/**
 * How an answer to a verify call is read. Whatever is neither good nor bad by this leaves the key's
 * standing unknown.
 *
 * <p>A field is a path of names with dots; in a list every item is looked at.
 *
 * @param valid the field that a good answer has, {@code []} for a list as the whole answer, or
 *     {@code FIELD=VALUE}
 * @param account the field that tells whom the key belongs to; empty if none does
 * @param invalid signs of a bad key, any of which is enough; asked before {@code valid}
 */
public record Reading(String valid, String account, List<Sign> invalid) {
  /** Copies the list. */
  public Reading {
    invalid = List.copyOf(invalid);
  }

  /**
   * A sign of a bad key.
   *
   * @param status the HTTP status of such an answer
   * @param condition {@code FIELD=VALUE} that it has besides; empty if the status is enough
   */
  public record Sign(int status, String condition) {}
}
