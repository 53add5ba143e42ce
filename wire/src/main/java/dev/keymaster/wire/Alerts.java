package dev.keymaster.wire;

import dev.keymaster.model.AddedAlert;
import dev.keymaster.model.AlertRule;
import java.util.List;

/** Requests about alerts: who is told of which events. */
public interface Alerts {
  /**
   * How a sample was taken.
   *
   * @param target for a person
   * @param failure why it was not; empty if it was
   */
  record Trial(String target, String failure) {}

  /** Returns the rules. */
  List<AlertRule> rules();

  /** Returns how many messages wait to be delivered. */
  int waiting();

  /**
   * Adds a rule. CONFLICT if there is one of that name.
   *
   * @param signed whether messages to its web hooks are signed, with a key that is returned
   */
  AddedAlert add(AlertRule rule, boolean signed);

  /** Removes a rule; NOT_FOUND if there is none of that name. */
  void remove(String name);

  /** Sends a sample to each target of a rule, from here; NOT_FOUND if there is no such rule. */
  List<Trial> test(String name);
}
