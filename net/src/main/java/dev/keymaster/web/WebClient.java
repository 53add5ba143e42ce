package dev.keymaster.web;

import dev.keymaster.net.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Sends requests to servers of others, and sends them again where that can help and do no harm:
 * what never left, and of what only reads, what got no answer or a busy server's. Holds no state.
 * Thread-safe.
 */
public final class WebClient {
  private static final Set<Integer> BUSY = Set.of(429, 500, 502, 503, 504, 529);

  private final WebSettings settings;
  private final Pauses pauses;

  /** Makes a client; connects to nothing yet. */
  public WebClient(WebSettings settings, Pauses pauses) {
    this.settings = settings;
    this.pauses = pauses;
  }

  /** Sends a request; blocks until it is answered or that has no prospect any more. */
  public WebOutcome send(WebRequest request) {
    return send(request, answer -> false);
  }

  /**
   * Sends a request.
   *
   * @param hopeless tells of an answer that asking again changes nothing
   */
  public WebOutcome send(WebRequest request, Predicate<HttpResponse> hopeless) {
    if (!Attempt.sendable(request)) {
      return new WebOutcome.Unsent("the key holds what no header field can carry");
    }
    Duration left = settings.patience();
    for (int attempt = 1; ; attempt++) {
      WebOutcome outcome = Attempt.make(request, settings);
      Duration pause = pauses.after(attempt, outcome);
      if (attempt >= settings.attempts()
          || !worthwhile(request, outcome, hopeless)
          || pause.compareTo(left) > 0
          || !slept(pause)) {
        return outcome;
      }
      left = left.minus(pause);
      if (outcome instanceof WebOutcome.Answered(HttpResponse response)) {
        Arrays.fill(response.body(), (byte) 0);
      }
    }
  }

  private static boolean worthwhile(
      WebRequest request, WebOutcome outcome, Predicate<HttpResponse> hopeless) {
    return switch (outcome) {
      case WebOutcome.Answered(HttpResponse response) ->
          request.repeatable() && BUSY.contains(response.status()) && !hopeless.test(response);
      case WebOutcome.Unreadable(String _) -> false;
      case WebOutcome.Unsent(String _) -> true;
      case WebOutcome.Unanswered(String _) -> request.repeatable();
    };
  }

  /**
   * Waits before asking after something that takes time, as it does before asking again.
   *
   * @param attempt number of the question that was answered "not yet", from 1 on
   * @return whether it is time to ask; false if the thread was interrupted
   */
  public boolean pause(int attempt) {
    return slept(pauses.doubled(attempt));
  }

  private boolean slept(Duration pause) {
    try {
      pauses.sleeper().sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
