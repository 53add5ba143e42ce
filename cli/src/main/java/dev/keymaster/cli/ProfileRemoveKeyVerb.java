package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code profile remove-key PROFILE NAME}. */
@Command(
    description = "Takes a key out of a profile, named as it was added. The key itself stays.",
    footer = {"  keymaster profile remove-key research openai"})
final class ProfileRemoveKeyVerb extends Verb {
  @Parameters(index = "0", paramLabel = "PROFILE", description = "of which profile")
  String profile = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "the key, as profile show names it")
  String name = "";

  @Override
  int run(Session session) {
    Profile before = KnownProfile.named(session, profile);
    Profile next = before.without(name);
    if (next.equals(before)) {
      String guess = Closest.ask(name, before.keys().stream().map(ProfileKey::shown).toList());
      throw new KeymasterException(
          Code.NOT_FOUND,
          "profile " + profile + " has no such key",
          guess.isEmpty() ? "keymaster profile show " + profile : guess);
    }
    session.engine().profiles().put(before, next);
    session.output().note("profile " + profile + " is without " + name);
    return 0;
  }
}
