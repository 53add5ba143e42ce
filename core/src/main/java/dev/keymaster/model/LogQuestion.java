package dev.keymaster.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a log is checked against.
 *
 * @param file of another vault, absolute; null for the person's own
 * @param key text of the key that checks it; null for the one that this machine remembers
 * @param anchors checkpoints that were kept elsewhere, signed notes
 * @param recoveryCode whether a person is asked for one, by which the events' MACs are checked
 */
public record LogQuestion(
    @Nullable String file, @Nullable String key, List<String> anchors, boolean recoveryCode) {
  /** Copies the list. */
  public LogQuestion {
    anchors = List.copyOf(anchors);
  }
}
