package dev.keymaster.web;

import dev.keymaster.net.HttpResponse;

/** What became of a request. */
public sealed interface WebOutcome {
  /**
   * An answer came, whole.
   *
   * @param response whatever its status; whoever handles a secret in its body zeroes it
   */
  record Answered(HttpResponse response) implements WebOutcome {}

  /**
   * Nothing was sent: the server knows nothing of it.
   *
   * @param why one line, lower case, no secret
   */
  record Unsent(String why) implements WebOutcome {}

  /**
   * An answer came that cannot be read, or has no end.
   *
   * @param why one line, lower case, no secret
   */
  record Unreadable(String why) implements WebOutcome {}

  /**
   * It was sent, at least in part, and no whole answer came: it may have been done.
   *
   * @param why one line, lower case, no secret
   */
  record Unanswered(String why) implements WebOutcome {}
}
