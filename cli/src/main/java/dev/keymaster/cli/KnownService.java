package dev.keymaster.cli;

import dev.keymaster.model.KeySummary;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;

/** A service that is named on the command line: one of the catalogue, or one that a key has. */
final class KnownService {
  private KnownService() {}

  /** Returns it; NOT_FOUND if neither knows it, so that a typo is no empty answer. */
  static ServiceName named(Session session, String text) {
    ServiceName service = new ServiceName(text);
    boolean used =
        session.engine().keys().list(Selection.ALL).stream()
            .map(KeySummary::service)
            .anyMatch(service::equals);
    return used ? service : KnownProvider.named(session, text).name();
  }
}
