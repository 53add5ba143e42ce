package dev.keymaster.metrics;

import java.util.Map;

/** How long commits take, as a histogram. Thread-safe. */
public final class Commits {
  /** Upper bounds of the buckets, seconds. */
  private static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5
  };

  private static final double SECOND = 1e9;

  private final long[] counts = new long[BOUNDS.length + 1];
  private double sum;

  /** Starts at nothing. */
  public Commits() {}

  /** Counts one that took so many nanoseconds. */
  public synchronized void took(long nanoseconds) {
    double seconds = nanoseconds / SECOND;
    int bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    counts[bucket]++;
    sum += seconds;
  }

  synchronized void write(Exposition out) {
    String name = "keymaster_commit_seconds";
    out.metric(name, "histogram", "Time until a change of the vault was on stable storage.");
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      below += counts[i];
      double bound = i < BOUNDS.length ? BOUNDS[i] : Double.POSITIVE_INFINITY;
      out.sample(name + "_bucket", Map.of("le", Exposition.number(bound)), below);
    }
    out.sample(name + "_sum", sum).sample(name + "_count", below);
  }
}
