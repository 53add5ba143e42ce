package dev.keymaster.metrics;

import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** All metrics of one agent, whenever they are asked for. Thread-safe. */
public final class Scrape {
  /** Media type of the text. */
  public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Listing reads every row: what ends soon changes slowly enough to be kept so long. */
  private static final Duration KEPT = Duration.ofMinutes(5);

  private final String version;
  private final VaultView vault;
  private final Commits commits;
  private final Requests requests;
  private final InstantSource clock;
  private final LogTally log = new LogTally();
  private List<KeySummary> keys = List.of();
  private Instant listed = Instant.MIN;
  private Instant proven = Instant.MIN;
  private long unlocks;

  /**
   * Makes one; looks at nothing yet.
   *
   * @param version of the program
   */
  public Scrape(
      String version, VaultView vault, Commits commits, Requests requests, InstantSource clock) {
    this.version = version;
    this.vault = vault;
    this.commits = commits;
    this.requests = requests;
    this.clock = clock;
  }

  /** Returns the metrics as text. Of a vault that is locked only what is known without it. */
  public synchronized String text() {
    Exposition out = new Exposition();
    out.metric("keymaster_build_info", "gauge", "The program, by version.");
    out.sample("keymaster_build_info", Map.of("version", version), 1);
    Instant now = clock.instant();
    boolean open = look(now);
    out.metric("keymaster_unlocked", "gauge", "1 while the vault is open.");
    out.sample("keymaster_unlocked", open ? 1 : 0);
    out.metric(
        "keymaster_unlocks_total", "counter", "Proofs of being entitled, as scrapes saw them.");
    out.sample("keymaster_unlocks_total", unlocks);
    requests.write(out);
    commits.write(out);
    log.write(out);
    if (open) {
      new KeyTally(keys, now).write(out);
    }
    return out.text();
  }

  /** Looks at the vault; a scrape never fails because of it. */
  private boolean look(Instant now) {
    Instant at = vault.unlockedAt().orElse(null);
    if (at == null) {
      return false;
    }
    if (!at.equals(proven)) {
      proven = at;
      unlocks++;
    }
    try {
      log.update(vault::newest);
      if (listed.equals(Instant.MIN) || listed.plus(KEPT).isBefore(now)) {
        keys = vault.keys();
        listed = now;
      }
      return true;
    } catch (KeymasterException e) {
      return false;
    }
  }
}
