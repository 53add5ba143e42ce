package dev.keymaster.metrics;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** How many requests were answered, by what became of them. Thread-safe. */
public final class Requests {
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  /** Starts at nothing. */
  public Requests() {}

  /** Counts a request by the status of its answer, as HTTP has it. */
  public void answered(int status) {
    if (status < 400) {
      done.incrementAndGet();
    } else if (status == 403 || status == 423 || status == 429) {
      refused.incrementAndGet();
    } else {
      failed.incrementAndGet();
    }
  }

  void write(Exposition out) {
    String name = "keymaster_requests_total";
    out.metric(name, "counter", "Requests that the agent answered, by outcome.");
    out.sample(name, Map.of("outcome", "done"), done.get());
    out.sample(name, Map.of("outcome", "refused"), refused.get());
    out.sample(name, Map.of("outcome", "failed"), failed.get());
  }
}
