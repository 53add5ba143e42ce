package dev.keymaster.cli;

import picocli.CommandLine.Command;

/** {@code lock} and {@code agent stop}. */
@Command(
    description =
        "Ends the agent's process, and with it every copy of a key that it held. Returns when it is"
            + " gone.",
    footer = {"  keymaster lock"})
final class LockVerb extends Verb {
  @Override
  int run(Session session) {
    boolean stopped = session.world().agent().stop();
    if (session.output().json()) {
      session.output().json(Json.document("locked").set("stopped", stopped));
    } else {
      session.output().note(stopped ? "locked" : "was locked already: no agent is running");
    }
    return 0;
  }
}
