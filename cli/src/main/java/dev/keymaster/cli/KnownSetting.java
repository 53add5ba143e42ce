package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.project.Setting;
import java.util.List;
import java.util.stream.Stream;

/** Finds the setting that a person named. */
final class KnownSetting {
  private KnownSetting() {}

  /** Returns it; USAGE with the nearest name, or else with all of them, if there is none. */
  static Setting named(Session session, String name) {
    try {
      return Setting.named(name);
    } catch (KeymasterException e) {
      String guess = Closest.ask(name, names(session));
      throw guess.isEmpty() ? e : KeymasterException.usage(String.valueOf(e.getMessage()), guess);
    }
  }

  private static List<String> names(Session session) {
    return Stream.concat(
            Setting.fixed().stream(),
            session.catalogue().providers().stream()
                .map(provider -> Setting.baseUrl(provider.name())))
        .map(Setting::name)
        .toList();
  }
}
