package dev.keymaster.cli;

import picocli.CommandLine.Command;

/** {@code mfa verify}. */
@Command(
    description =
        "Gives a code, or a recovery code, for this terminal: what needs one is open here for 5"
            + " minutes.",
    footer = {"  keymaster mfa verify", "  keymaster mfa verify --mfa-fd 3 3< code"})
final class MfaVerifyVerb extends Verb {
  @Override
  int run(Session session) {
    session.codes().prove();
    session.output().note("taken; it serves this session for 5 minutes");
    return 0;
  }
}
