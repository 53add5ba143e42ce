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

  @Option(
      names = "--take-over",
      description = "take what an older agent hands over on standard input, and its place")
  boolean takeOver;

  @Override
  int run(Session session) {
    session.world().agent().serve(detach, takeOver);
    return 0;
  }
}
