package dev.keymaster.cli;

import dev.keymaster.model.Profile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code profile delete PROFILE}. */
@Command(
    description = "Forgets a profile. Its keys stay.",
    footer = {"  keymaster profile delete research"})
final class ProfileDeleteVerb extends Verb {
  @Parameters(paramLabel = "PROFILE", description = "which profile")
  String name = "";

  @Override
  int run(Session session) {
    Profile profile = KnownProfile.named(session, name);
    session.engine().profiles().delete(profile.name());
    session.output().note("deleted profile " + name + "; its keys stay");
    return 0;
  }
}
