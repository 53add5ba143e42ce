package dev.keymaster.cli;

import dev.keymaster.wire.AgentStatus;
import picocli.CommandLine.Command;

/** {@code agent start}. */
@Command(
    description = "Rarely needed: the first command that wants the vault starts it.",
    footer = {"  keymaster agent start"})
final class AgentStartVerb extends Verb {
  @Override
  int run(Session session) {
    AgentStatus status = session.world().agent().start();
    if (session.output().json()) {
      session.output().json(Json.document("agent").set("pid", status.pid()));
    } else {
      session.output().note("the agent is running, process " + status.pid());
    }
    return 0;
  }
}
