package dev.keymaster.service;

import dev.keymaster.model.Secret;
import java.time.Instant;

/**
 * An open vault on its way from one process to the one that takes its place.
 *
 * @param slotId by which slot it was opened
 * @param at when that was
 * @param root its root key; whoever has this closes it
 */
public record OpenedElsewhere(String slotId, Instant at, Secret root) implements AutoCloseable {
  @Override
  public void close() {
    root.close();
  }
}
