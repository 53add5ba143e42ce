package dev.keymaster.cli;

import dev.keymaster.catalogue.Provider;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.model.ServiceName;
import java.util.List;

/** Finds the provider that a person named. */
final class KnownProvider {
  private KnownProvider() {}

  /** Returns it; NOT_FOUND with the nearest name if the catalogue has none of that name. */
  static Provider named(Session session, String text) {
    if (session.names().looksLikeValue(text)) {
      throw KeymasterException.usage(
          "that is a key, not the name of a provider", "keymaster providers list");
    }
    return session
        .catalogue()
        .provider(new ServiceName(text))
        .orElseThrow(() -> unknown(session, text));
  }

  private static KeymasterException unknown(Session session, String text) {
    List<String> names =
        session.catalogue().providers().stream().map(provider -> provider.name().value()).toList();
    String guess = Closest.ask(text, names);
    return new KeymasterException(
        Code.NOT_FOUND,
        "no provider " + Printable.quote(text) + " in the catalogue",
        guess.isEmpty() ? "keymaster providers list" : guess);
  }
}
