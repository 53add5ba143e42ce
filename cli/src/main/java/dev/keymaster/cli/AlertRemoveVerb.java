package dev.keymaster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alert remove NAME}. */
@Command(
    description = "What waits for it is forgotten. Recorded.",
    footer = {"  keymaster alert remove new-program"})
final class AlertRemoveVerb extends Verb {
  @Parameters(paramLabel = "NAME", description = "the alert; keymaster alert list shows them")
  String name = "";

  @Override
  int run(Session session) {
    session.engine().alerts().remove(name);
    session.output().note("removed " + name);
    return 0;
  }
}
