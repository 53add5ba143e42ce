package dev.keymaster.cli;

import dev.keymaster.model.Profile;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code profile list}. */
@Command(
    description = "Lists profiles, one a line when standard output is no terminal.",
    footer = {"  keymaster profile list", "  keymaster profile list --json"})
final class ProfileListVerb extends Verb {
  @Override
  int run(Session session) {
    List<Profile> profiles = session.engine().profiles().all();
    Output output = session.output();
    if (output.json()) {
      output.json(
          Json.document("profiles")
              .objects("profiles", profiles.stream().map(ProfileText::json).toList()));
    } else if (!session.world().terminal().has(Terminal.Stream.OUT)) {
      profiles.forEach(profile -> output.line(profile.name().value()));
    } else if (profiles.isEmpty()) {
      output.note("no profiles: keymaster profile create NAME");
    } else {
      session.print(table(profiles));
    }
    return 0;
  }

  private static Table table(List<Profile> profiles) {
    Table table = new Table("PROFILE", "KEYS", "TAGS", "DESCRIPTION");
    for (Profile profile : profiles) {
      table.row(
          profile.name().value(),
          Integer.toString(profile.keys().size()),
          String.join(" ", profile.tags()),
          profile.description());
    }
    return table;
  }
}
