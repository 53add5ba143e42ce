package dev.keymaster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dotenv watch}. */
@Command(
    description =
        "As keymaster dotenv write, and again whenever a key, keymaster.yaml or the environment"
            + " changes, until it is interrupted.",
    footer = {"  keymaster dotenv watch", "  keymaster dotenv watch --file web/.env.local"})
final class DotenvWatchVerb extends Verb {
  @Mixin DotenvChoice choice = new DotenvChoice();

  @Mixin KeyChoice keys = new KeyChoice();

  @Override
  int run(Session session) {
    DotenvWriting writing = new DotenvWriting(choice.path(session, globals.env), keys);
    new Changes(session, keys).follow(writing::write);
    return 0;
  }
}
