package dev.keymaster.model;

import java.util.List;

/**
 * What a policy says to a request, in words.
 *
 * @param effect {@code allow}, {@code deny} or {@code ask}
 * @param caller the kind of caller it was taken for
 * @param why the line that decided, or that none did
 * @param because what whoever is refused is told; may be empty
 * @param stepUp the line that wants a proof first; empty if none does
 * @param limits the lines that count it
 */
public record PolicyAnswer(
    String effect, String caller, String why, String because, String stepUp, List<String> limits) {
  /** Copies the list. */
  public PolicyAnswer {
    limits = List.copyOf(limits);
  }
}
