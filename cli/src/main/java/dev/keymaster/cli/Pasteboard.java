package dev.keymaster.cli;

import dev.keymaster.model.Secret;
import java.time.Duration;
import java.util.List;

/** The person's clipboard. */
public interface Pasteboard {
  /**
   * What became of a copied value.
   *
   * @param by the tool that took it
   * @param verified whether it was read back
   * @param clears whether it will be emptied, if unchanged
   */
  record Copied(String by, boolean verified, boolean clears) {}

  /** Names the tools that fit this desktop, best first. */
  List<String> tools();

  /** Returns what is on it; the caller closes it. FAILURE if nothing can be read. */
  Secret paste();

  /**
   * Copies a value and sees to it that it is gone after that time if nobody changed it.
   *
   * @param clearAfter zero for never
   */
  Copied copy(Secret value, Duration clearAfter);
}
