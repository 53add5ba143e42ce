package dev.keymaster.agent;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.service.OpenedElsewhere;
import dev.keymaster.wire.Pairs;
import java.time.Instant;
import java.util.Optional;

/** What an agent tells the one that takes its place: one pair, or none if it is locked. */
public final class HandOver {
  private HandOver() {}

  /**
   * Packs it.
   *
   * @param ends when the agent would have locked at the latest, which the other one keeps to
   */
  static byte[] of(LocalEngine engine, Instant ends) {
    Optional<OpenedElsewhere> open = engine.handOver();
    try (Pairs pairs = new Pairs()) {
      open.ifPresent(it -> pairs.add(it.slotId() + " " + it.at() + " " + ends, it.root()));
      return pairs.encoded();
    } finally {
      open.ifPresent(OpenedElsewhere::close);
    }
  }

  /**
   * Opens the vault with it.
   *
   * @param given as it came out of the pipe; stays the caller's to zero
   * @return when to lock at the latest; empty if the agent before was locked
   * @throws KeymasterException USAGE if it is nothing of ours, CORRUPT if it does not open the
   *     vault
   */
  public static Optional<Instant> take(byte[] given, LocalEngine engine) {
    try (Pairs pairs = Pairs.of(given)) {
      if (pairs.all().isEmpty()) {
        return Optional.empty();
      }
      Pairs.Pair pair = pairs.all().getFirst();
      String[] words = pair.name().split(" ", -1);
      if (words.length != 3) {
        throw KeymasterException.usage("not what an agent hands over", "");
      }
      engine.resume(new OpenedElsewhere(words[0], Instant.parse(words[1]), pair.value()));
      return Optional.of(Instant.parse(words[2]));
    }
  }
}
