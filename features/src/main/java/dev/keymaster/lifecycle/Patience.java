package dev.keymaster.lifecycle;

import dev.keymaster.model.ServiceName;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.Reply;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Waits so long for each answer and no longer; a provider that let one time pass is not asked
 * again. A call that is not waited for any more goes on for itself. Thread-safe.
 */
final class Patience {
  private final Duration limit;
  private final Set<ServiceName> silent = ConcurrentHashMap.newKeySet();

  Patience(Duration limit) {
    this.limit = limit;
  }

  <T> Reply<T> of(ServiceName service, Supplier<Reply<T>> call) {
    if (silent.contains(service)) {
      return failed(Failure.Kind.UNAVAILABLE, "not asked, since it did not answer before");
    }
    try {
      return CompletableFuture.supplyAsync(call, Thread::startVirtualThread)
          .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TimeoutException) {
        silent.add(service);
        String why = "no answer within " + limit.toSeconds() + " s: it may be done or not";
        return failed(Failure.Kind.UNCERTAIN, why);
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static <T> Reply<T> failed(Failure.Kind kind, String why) {
    return new Reply.Failed<>(new Failure(kind, why, 0, null));
  }
}
