package dev.keymaster.cli;

import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code tour}. */
@Command(
    description = {
      "Creates a vault in a throw-away home, stores keys, hands one to a program, goes back to an",
      "earlier version, and shows that a changed record is noticed. Your own vault is not touched."
    },
    footer = "  keymaster tour")
final class TourVerb extends Verb {
  @Override
  int run(Session session) throws IOException {
    return session.world().tour();
  }
}
