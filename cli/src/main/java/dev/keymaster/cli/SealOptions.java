package dev.keymaster.cli;

import dev.keymaster.exchange.Envelope;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** For whom an export is sealed: holders of keys of age, or whoever knows a passphrase. */
final class SealOptions {
  @Option(
      names = "--recipient",
      paramLabel = "age1…",
      description = "seal for the holder of this key of age instead of a passphrase; repeatable")
  List<String> recipients = List.of();

  @Mixin NewPassphrase passphrase = new NewPassphrase();

  /** Refuses a mistyped recipient before anybody is asked for anything. */
  void check() {
    Envelope.forKeys(recipients).close();
  }

  /** Returns a database that the export becomes, which the caller closes; may ask as well. */
  Envelope database(Session session) {
    return Envelope.ofDatabase(passphrase.read(session, "passphrase of the export"));
  }

  /** Returns what the export is sealed in, which the caller closes; may ask for a passphrase. */
  Envelope envelope(Session session) {
    return recipients.isEmpty()
        ? Envelope.forPassphrase(passphrase.read(session, "passphrase of the export"))
        : Envelope.forKeys(recipients);
  }
}
