package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import picocli.CommandLine.Command;

/** {@code mfa recovery}. */
@Command(
    description = "Makes ten recovery codes; those that were left are good no more.",
    footer = {"  keymaster mfa recovery"})
final class MfaRecoveryVerb extends Verb {
  @Override
  int run(Session session) {
    if (session.output().json()) {
      throw KeymasterException.usage(
          "JSON never carries a secret, and these are shown only once", "leave out --json");
    }
    Enrolments.recovery(session, session.engine().access().renewRecoveryCodes());
    return 0;
  }
}
