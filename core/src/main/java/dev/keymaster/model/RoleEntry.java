package dev.keymaster.model;

import java.util.List;

/**
 * A role, in words.
 *
 * @param name its name
 * @param parents roles whose permissions it has too
 * @param permissions its own, as they are written
 * @param holders who has it, as it is written
 */
public record RoleEntry(
    String name, List<String> parents, List<String> permissions, List<String> holders) {
  /** Copies the lists. */
  public RoleEntry {
    parents = List.copyOf(parents);
    permissions = List.copyOf(permissions);
    holders = List.copyOf(holders);
  }
}
