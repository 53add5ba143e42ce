package dev.keymaster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dotenv write}. */
@Command(
    description =
        "Writes the keys that keymaster run would hand over, in clear, between two marks of a .env"
            + " file; all other lines stay. The file is yours alone (mode 0600), git is told to"
            + " ignore it, and one that git tracks is refused. Better where it works: keymaster"
            + " run.",
    footer = {
      "  keymaster dotenv write",
      "  keymaster dotenv write --env prod       into .env.prod",
      "  keymaster dotenv write --file web/.env.local --only openai"
    })
final class DotenvWriteVerb extends Verb {
  @Mixin DotenvChoice choice = new DotenvChoice();

  @Mixin KeyChoice keys = new KeyChoice();

  @Override
  int run(Session session) {
    new DotenvWriting(choice.path(session, globals.env), keys).write(session);
    return 0;
  }
}
