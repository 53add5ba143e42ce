package dev.keymaster.cli;

import dev.keymaster.model.Profile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code profile show PROFILE}. */
@Command(
    description = "Shows a profile: its keys, without their values, and how they are handed out.",
    footer = {"  keymaster profile show research", "  keymaster profile show research --json"})
final class ProfileShowVerb extends Verb {
  @Parameters(paramLabel = "PROFILE", description = "which profile")
  String name = "";

  @Override
  int run(Session session) {
    Profile profile = KnownProfile.named(session, name);
    Output output = session.output();
    if (output.json()) {
      output.json(ProfileText.document(profile));
      return 0;
    }
    if (!profile.description().isEmpty()) {
      output.note(profile.description());
    }
    if (!profile.tags().isEmpty()) {
      output.note("tags: " + String.join(" ", profile.tags()));
    }
    if (profile.keys().isEmpty()) {
      output.note("no keys yet: keymaster profile add-key " + name + " KEY");
    } else {
      session.print(ProfileText.table(profile));
    }
    if (ProfileText.limited(profile)) {
      output.note(ProfileText.LIMITS);
    }
    return 0;
  }
}
