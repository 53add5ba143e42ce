package dev.keymaster.service;

import dev.keymaster.guard.GuardedApprovals;
import dev.keymaster.model.Asked;
import dev.keymaster.model.Doorbell;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.wire.Questions;
import java.io.IOException;
import java.time.Duration;

/** Asks the person at the desktop of this process, or says that the caller's terminal is right. */
record LocalQuestions(LocalEngine engine, Doorbell bell) implements Questions {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public Asked ask(boolean terminal) {
    GuardedApprovals waiting = engine.guard().access().questions();
    PendingApproval request = waiting.asked();
    return terminal && waiting.callerIsPerson()
        ? new Asked(Asked.Outcome.TERMINAL, request)
        : new Asked(onDesktop(waiting, request), request);
  }

  private Asked.Outcome onDesktop(GuardedApprovals waiting, PendingApproval request) {
    Doorbell.Answer said;
    try {
      said = bell.ask(request, PATIENCE, () -> !waiting.waits(request));
    } catch (IOException e) {
      return Asked.Outcome.NOBODY;
    }
    waiting.answeredOnDesktop(request, said);
    return switch (said) {
      case ONCE, FOR_A_WHILE -> Asked.Outcome.ALLOWED;
      case NO -> Asked.Outcome.REFUSED;
      case NONE -> Asked.Outcome.UNANSWERED;
      case ELSEWHERE -> waiting.allows(request) ? Asked.Outcome.ALLOWED : Asked.Outcome.REFUSED;
    };
  }
}
