package dev.keymaster.cli;

import dev.keymaster.model.MfaStatus;
import dev.keymaster.model.SecondFactor;
import picocli.CommandLine.Command;

/** {@code mfa status}. */
@Command(
    description = "Lists second factors, recovery codes that are left, and wrong codes in a row.",
    footer = {"  keymaster mfa status", "  keymaster mfa status --json"})
final class MfaStatusVerb extends Verb {
  @Override
  int run(Session session) {
    MfaStatus status = session.engine().access().mfa();
    if (session.output().json()) {
      session.output().json(json(status));
      return 0;
    }
    if (status.factors().isEmpty()) {
      session.output().note("no second factor; keymaster mfa enroll totp adds one");
      return 0;
    }
    Table table = new Table("FACTOR", "KIND", "ENROLLED", "LABEL");
    for (SecondFactor factor : status.factors()) {
      table.row(factor.id(), factor.kind().word(), factor.created().toString(), factor.label());
    }
    session.print(table);
    session.output().note(status.recoveryCodes() + " recovery codes left");
    if (status.failed() > 0) {
      session.output().note(status.failed() + " wrong codes in a row" + locked(status));
    }
    return 0;
  }

  private static String locked(MfaStatus status) {
    return status.lockedUntil() == null ? "" : "; none is looked at before " + status.lockedUntil();
  }

  private static Json json(MfaStatus status) {
    return Json.document("mfa")
        .objects("factors", status.factors().stream().map(MfaStatusVerb::object).toList())
        .set("recovery_codes", status.recoveryCodes())
        .set("failed", status.failed())
        .set("locked_until", status.lockedUntil());
  }

  static Json object(SecondFactor factor) {
    return Json.object()
        .set("id", factor.id())
        .set("kind", factor.kind().word())
        .set("label", factor.label())
        .set("created", factor.created());
  }
}
