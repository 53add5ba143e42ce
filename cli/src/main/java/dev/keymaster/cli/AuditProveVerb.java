package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit prove NUMBER}. */
@Command(
    description =
        "Prints the proof that an event is in the log, or with --from that the log began with the one"
            + " of its first SIZE events. Anybody with the log's key checks it by keymaster audit"
            + " verify --proof, without the vault.",
    footer = {
      "  keymaster audit prove 17 > event-17.proof",
      "  keymaster audit prove --from 1000 > growth.proof"
    })
final class AuditProveVerb extends Verb {
  @Parameters(paramLabel = "NUMBER", arity = "0..1", description = "number of the event")
  @Nullable Long number;

  @Option(names = "--from", paramLabel = "SIZE", description = "how many events it had then")
  @Nullable Long from;

  @Override
  int run(Session session) {
    if ((number == null) == (from == null)) {
      throw KeymasterException.usage(
          "give either the number of an event or --from", "keymaster audit prove 17");
    }
    session.output().text(session.engine().log().prove(number == null ? 0 : number, from));
    return 0;
  }
}
