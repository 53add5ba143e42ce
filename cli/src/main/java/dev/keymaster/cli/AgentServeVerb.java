package dev.keymaster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code agent serve}. */
@Command(
    description =
        "Is the agent, until it locks: for systemd, launchd and the like. Prints a line once it"
            + " serves. It asks nobody; commands that find it unlock it.",
    footer = {"  keymaster agent serve"})
final class AgentServeVerb extends Verb {
  @Option(names = "--detach", description = "leave the terminal once it serves")
  boolean detach;

  @Override
  int run(Session session) {
    session.world().agent().serve(detach);
    return 0;
  }
}
