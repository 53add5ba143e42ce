package dev.keymaster.cli;

import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code profile create PROFILE}. */
@Command(
    description = "A profile is a named set of keys for a program or a task. It begins empty.",
    footer = {
      "  keymaster profile create research --description 'models for the paper' --tag paper",
      "  keymaster profile add-key research openai"
    })
final class ProfileCreateVerb extends Verb {
  @Parameters(paramLabel = "PROFILE", description = "1 to 64 of a-z 0-9 . _ -")
  String name = "";

  @Option(names = "--description", paramLabel = "TEXT", description = "what it is for")
  String description = "";

  @Option(names = "--tag", paramLabel = "TAG", description = "a tag; may be repeated")
  List<String> tags = List.of();

  @Override
  int run(Session session) {
    session.names().refuseValue(name, "profile create");
    Profile profile = new Profile(new ProfileName(name), description, tags, List.of());
    session.engine().profiles().put(null, profile);
    session
        .output()
        .note("created profile " + name + "; keymaster profile add-key " + name + " KEY");
    return 0;
  }
}
