package dev.keymaster.providers;

import dev.keymaster.model.BugException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Calls to providers, many at a time, but few to one host. */
public final class Errands {
  private static final int AT_ONE_HOST = 4;
  private static final int AT_ONCE = 16;

  /**
   * A call.
   *
   * @param host where it goes; empty if it goes nowhere
   * @param call what it throws ends them all
   */
  public record Errand<T>(String host, Supplier<T> call) {}

  private Errands() {}

  /** Makes all these calls and returns what came of them, in their order. */
  public static <T> List<T> all(List<Errand<T>> errands) {
    if (errands.size() == 1) {
      return List.of(errands.getFirst().call().get());
    }
    Map<String, Semaphore> hosts = new HashMap<>();
    Semaphore all = new Semaphore(AT_ONCE);
    List<T> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (Errand<T> errand : errands) {
        Semaphore host = hosts.computeIfAbsent(errand.host(), name -> new Semaphore(AT_ONE_HOST));
        futures.add(threads.submit(() -> within(host, () -> within(all, errand.call()))));
      }
      for (Future<T> future : futures) {
        done.add(future.get());
      }
      return List.copyOf(done);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new BugException("a call to a provider threw", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BugException("interrupted while providers were asked", e);
    }
  }

  private static <T> T within(Semaphore limit, Supplier<T> call) {
    limit.acquireUninterruptibly();
    try {
      return call.get();
    } finally {
      limit.release();
    }
  }
}
