package dev.keymaster.model;

import java.util.List;

/**
 * What can be told about a vault without opening it.
 *
 * @param exists whether there is one
 * @param location where it is, for a person
 * @param id 32 hex characters, the vault's identity; empty if there is no vault
 * @param format version of its format; 0 if there is no vault
 * @param slots the ways to unlock it
 */
public record VaultStatus(
    boolean exists, String location, String id, int format, List<Slot> slots) {
  /** Copies the list. */
  public VaultStatus {
    slots = List.copyOf(slots);
  }
}
