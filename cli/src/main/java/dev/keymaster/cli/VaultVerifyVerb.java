package dev.keymaster.cli;

import dev.keymaster.model.Printable;
import dev.keymaster.model.VerifyReport;
import picocli.CommandLine.Command;

/** {@code vault verify}. */
@Command(
    description =
        "Opens every row, value and record and checks them against the summary of the whole state."
            + " Exit code 9 if anything is not as it was written.",
    footer = {"  keymaster vault verify", "  keymaster vault verify --json"})
final class VaultVerifyVerb extends Verb {
  @Override
  int run(Session session) {
    VerifyReport report = session.engine().vault().verify();
    Output output = session.output();
    if (output.json()) {
      output.json(
          Json.document("verification")
              .set("keys", report.keys())
              .set("versions", report.versions())
              .set("events", report.events())
              .texts("findings", report.findings()));
    } else {
      print(output, report);
    }
    return report.findings().isEmpty() ? 0 : Tampering.found(session.world());
  }

  private static void print(Output output, VerifyReport report) {
    String counts =
        Ages.count(report.keys(), "key")
            + ", "
            + Ages.count(report.versions(), "value")
            + ", "
            + Ages.count(report.events(), "record");
    output.line(counts);
    report.findings().forEach(finding -> output.line(Printable.clean(finding)));
    if (report.findings().isEmpty()) {
      output.line("all as it was written");
    } else {
      output.failure("the vault is damaged", "keymaster vault restore FILE");
    }
  }
}
