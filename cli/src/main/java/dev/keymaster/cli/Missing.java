package dev.keymaster.cli;

import dev.keymaster.model.Asked;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.model.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What a verb may lack that a person can give at once: a code of the second factor, a yes. */
final class Missing {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST = 3;

  private final Session session;

  Missing(Session session) {
    this.session = session;
  }

  /** Runs the verb, and again once what it lacked was given. */
  int run(Verb verb) throws IOException {
    for (int attempt = 0; ; attempt++) {
      try {
        return verb.run(session);
      } catch (KeymasterException e) {
        if (attempt == MOST || !given(e)) {
          throw e;
        }
        if (session.person().tookInput()) {
          String given = e.code() == Code.CODE_NEEDED ? "the code is taken" : "it is allowed now";
          throw new KeymasterException(
              e.code(), given + ", but what was piped in is gone", "run it again");
        }
      }
    }
  }

  private boolean given(KeymasterException lack) {
    return switch (lack.code()) {
      case CODE_NEEDED -> code();
      case APPROVAL_NEEDED -> approval();
      default -> false;
    };
  }

  private boolean code() {
    if (!session.codes().possible()) {
      return false;
    }
    session.codes().prove();
    return true;
  }

  private boolean approval() {
    Asked asked = session.engine().questions().ask(session.person().present());
    return switch (asked.outcome()) {
      case ALLOWED -> true;
      case UNANSWERED, NOBODY -> false;
      case REFUSED -> throw refused(asked.request());
      case TERMINAL -> onTerminal(asked.request());
    };
  }

  private boolean onTerminal(PendingApproval request) {
    Optional<String> line = TimedRead.line(session.world().terminal(), question(request), PATIENCE);
    if (line.isEmpty()) {
      return false;
    }
    switch (line.get().strip().toLowerCase(Locale.ROOT)) {
      case "o", "once" -> allow(request, true);
      case "f", "15" -> allow(request, false);
      default -> throw refused(request);
    }
    return true;
  }

  private void allow(PendingApproval request, boolean once) {
    try {
      session.engine().access().answer(request.id(), true, once);
    } catch (KeymasterException e) {
      if (e.code() != Code.CODE_NEEDED || !code()) {
        throw e;
      }
      session.engine().access().answer(request.id(), true, once);
    }
  }

  private static String question(PendingApproval request) {
    String where =
        request.directory().isEmpty() ? "" : "\n  in " + Printable.clean(request.directory());
    return "keymaster: "
        + request.request()
        + "\n  asked by "
        + Printable.clean(request.who())
        + where
        + "\nAllow it once (o), for 15 minutes (f), or deny it (d)? [d] ";
  }

  private static KeymasterException refused(PendingApproval request) {
    return new KeymasterException(
        Code.DENIED, "a person refused " + request.request(), "keymaster policy test explains it");
  }
}
