package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileName;
import java.util.List;

/** A profile that has to be there. */
final class KnownProfile {
  private KnownProfile() {}

  /** Returns it; NOT_FOUND with the nearest name if there is none of that name. */
  static Profile named(Session session, String text) {
    if (session.names().looksLikeValue(text)) {
      throw KeymasterException.usage(
          "that is a key, not the name of a profile", "keymaster profile list");
    }
    ProfileName name = new ProfileName(text);
    List<Profile> all = session.engine().profiles().all();
    return all.stream()
        .filter(profile -> profile.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, all));
  }

  private static KeymasterException unknown(ProfileName name, List<Profile> all) {
    String guess = Closest.ask(name.value(), all.stream().map(p -> p.name().value()).toList());
    String hint = all.isEmpty() ? "keymaster profile create " + name : "keymaster profile list";
    return new KeymasterException(
        Code.NOT_FOUND, "no profile is called " + name, guess.isEmpty() ? hint : guess);
  }
}
