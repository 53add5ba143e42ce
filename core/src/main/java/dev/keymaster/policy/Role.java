package dev.keymaster.policy;

import java.util.List;

/**
 * A name for what somebody may do. Roles only ever allow.
 *
 * @param line where it is defined
 * @param name lower case
 * @param parents roles whose permissions it has too
 * @param rules its own permissions
 */
public record Role(int line, String name, List<String> parents, List<Rule> rules) {
  /** Copies the lists. */
  public Role {
    parents = List.copyOf(parents);
    rules = List.copyOf(rules);
  }
}
