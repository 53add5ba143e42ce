package dev.keymaster.unlock;

import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.RootKeySource.Probe;
import dev.keymaster.model.Secret;
import java.util.Optional;

/**
 * Port: asks a person, or whatever stands in for one (a file descriptor, a file, a variable), for a
 * secret text. Given by the composition root.
 */
@FunctionalInterface
public interface Prompt {
  /**
   * Asks without echo and returns the UTF-8 bytes that were typed, without the line end; the caller
   * closes them. Empty if nobody can be asked (no terminal, {@code --no-input}).
   *
   * @param text what to show: one line, no secret
   */
  Optional<Secret> ask(String text);

  /** Tells whether an answer can be had, without asking. */
  default Probe probe() {
    return new Probe(Availability.INTERACTIVE, "has to be typed");
  }
}
