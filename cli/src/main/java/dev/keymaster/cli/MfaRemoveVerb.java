package dev.keymaster.cli;

import dev.keymaster.model.SecondFactor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mfa remove}. */
@Command(
    description = "Removes a second factor; the last one takes its recovery codes with it.",
    footer = {"  keymaster mfa remove 1f2e3d4c"})
final class MfaRemoveVerb extends Verb {
  @Parameters(paramLabel = "ID", description = "its id, or the beginning of it")
  String id = "";

  @Override
  int run(Session session) {
    SecondFactor gone = session.engine().access().removeFactor(id);
    session.output().note("removed " + gone.kind().word() + " " + gone.label());
    return 0;
  }
}
