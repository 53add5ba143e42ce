package dev.keymaster.cli;

import dev.keymaster.model.Enrolment;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.wire.Access;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mfa enroll}. */
@Command(
    description =
        "Shows a QR code for an authenticator and asks for the first code it makes. A second factor"
            + " protects an open vault from other programs of yours. It adds nothing against"
            + " somebody who has the vault's file and your passphrase.",
    footer = {"  keymaster mfa enroll totp", "  keymaster mfa enroll hotp --label key-ring"})
final class MfaEnrollVerb extends Verb {
  @Parameters(paramLabel = "KIND", description = "totp (by the time) or hotp (by a counter)")
  String kind = "";

  @Option(names = "--label", paramLabel = "TEXT", description = "what to call it")
  String label = "keymaster";

  @Override
  int run(Session session) {
    FactorKind wanted = wanted();
    session.person().demand("the first code", "this needs a terminal: it shows a QR code");
    Access access = session.engine().access();
    session.engine().vault().unlock();
    try (Enrolment enrolment = access.enroll(wanted, label)) {
      Enrolments.show(session, enrolment);
      Secret code = session.codes().code("First code: ");
      List<Secret> recovery = access.confirm(enrolment.factor().id(), code);
      session.output().note("enrolled " + wanted.word() + " " + label);
      Enrolments.recovery(session, recovery);
    }
    return 0;
  }

  private FactorKind wanted() {
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "totp" -> FactorKind.TOTP;
      case "hotp" -> FactorKind.HOTP;
      default ->
          throw KeymasterException.usage(
              "a second factor is totp or hotp", "keymaster mfa enroll totp");
    };
  }
}
