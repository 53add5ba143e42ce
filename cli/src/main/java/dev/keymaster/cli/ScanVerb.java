package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.scan.Findings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code scan [PATH]}. */
@Command(
    description =
        "Looks for keys where they should not be: those that the vault has or had, by their"
            + " fingerprints, while it is locked too; and what looks like a key of a provider. A"
            + " line with keymaster:allow is left out, and so is what .keymasterignore names. No"
            + " value is shown. Exit code 10 if there is anything.",
    footer = {
      "  keymaster scan",
      "  keymaster scan --staged                 what the next commit would bring",
      "  keymaster scan --history                what git keeps for ever",
      "  keymaster scan --shell-history --agents",
      "  kubectl logs web | keymaster scan --stdin",
      "  keymaster scan --sarif > keymaster.sarif"
    })
final class ScanVerb extends Verb {
  @Mixin ScanOptions options = new ScanOptions();

  @Option(names = "--sarif", description = "print SARIF 2.1.0, for code scanning")
  boolean sarif;

  @Override
  int run(Session session) {
    if (sarif && session.output().json()) {
      throw KeymasterException.usage("--sarif is JSON of its own", "keymaster scan --sarif");
    }
    ScanRun scan = new ScanRun(session, options);
    Findings findings = scan.run();
    int code = new ScanReport(session, findings).print(sarif);
    if (scan.held().guessable() > 0 && !sarif && !session.output().json()) {
      session
          .output()
          .note(
              scan.held().guessable()
                  + " values are not looked for: they could be guessed, so nothing is kept of"
                  + " them");
    }
    return code;
  }
}
