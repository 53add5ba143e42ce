package dev.keymaster.service;

import dev.keymaster.model.Anchor;
import dev.keymaster.model.AnchorState;
import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Brings the newest checkpoint of the log to places that whoever changes the vault may not reach.
 * Needs no secret for it. Of each outage the beginning is recorded in the log, as far as the vault
 * is open. Thread-safe.
 */
final class AnchorDesk {
  private final LocalEngine engine;
  private final List<Anchor> anchors;
  private final Map<String, AnchorState> states = new LinkedHashMap<>();
  private final Consumer<List<AnchorState>> remember;

  /**
   * Brings nothing yet.
   *
   * @param before what was remembered
   * @param remember keeps what is to be remembered
   */
  AnchorDesk(
      LocalEngine engine,
      List<Anchor> anchors,
      List<AnchorState> before,
      Consumer<List<AnchorState>> remember) {
    this.engine = engine;
    this.anchors = List.copyOf(anchors);
    this.remember = remember;
    for (Anchor anchor : anchors) {
      states.put(anchor.shown(), new AnchorState(anchor.shown(), -1, Instant.EPOCH, ""));
    }
    before.forEach(state -> states.computeIfPresent(state.place(), (place, none) -> state));
  }

  /** Brings the newest checkpoint to each place that has not got it. Never throws. */
  synchronized void settle(Duration limit) {
    try {
      String checkpoint = engine.log().checkpoint();
      long events = events(checkpoint);
      boolean changed = false;
      for (Anchor anchor : anchors) {
        AnchorState before = states.get(anchor.shown());
        if (before == null || before.events() != events) {
          states.put(anchor.shown(), brought(anchor, checkpoint, events, limit));
          changed = true;
        }
      }
      if (changed) {
        remember.accept(List.copyOf(states.values()));
      }
    } catch (KeymasterException e) {
      return; // no vault, no checkpoint yet, or nowhere to remember it: the next time
    }
  }

  /** The second line of what was signed. */
  private static long events(String checkpoint) {
    return Long.parseLong(checkpoint.lines().skip(1).findFirst().orElse("-1"));
  }

  private AnchorState brought(Anchor anchor, String checkpoint, long events, Duration limit) {
    Instant now = engine.clock().instant();
    try {
      anchor.keep(checkpoint, limit);
      return new AnchorState(anchor.shown(), events, now, "");
    } catch (IOException e) {
      return failed(anchor, String.valueOf(e.getMessage()), now);
    }
  }

  private AnchorState failed(Anchor anchor, String why, Instant now) {
    AnchorState before = states.get(anchor.shown());
    long kept = before == null ? -1 : before.events();
    if (before != null && !before.failure().isEmpty()) {
      return new AnchorState(anchor.shown(), kept, before.time(), why);
    }
    if (engine.unlockedAt().isPresent()) {
      engine.guard().log().anchorFailed(anchor.shown(), why);
    }
    return new AnchorState(anchor.shown(), kept, now, why);
  }
}
