package dev.keymaster.cli;

import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vault passwd}. */
@Command(
    description =
        "Opens the vault by any slot, then asks for the new passphrase twice. With more than one"
            + " passphrase slot --slot says which.",
    footer = {
      "  keymaster vault passwd",
      "  keymaster vault passwd --slot 3f9a21bc --new-passphrase-file phrase.txt"
    })
final class VaultPasswdVerb extends Verb {
  @Option(names = "--slot", paramLabel = "SLOT", description = "id or label of the slot")
  String slot = "";

  @Mixin NewPassphrase passphrase = new NewPassphrase();

  @Override
  int run(Session session) {
    session.engine().vault().unlock();
    Secret next = passphrase.read(session, "passphrase of the vault");
    Slot changed = session.engine().vault().changePassphrase(slot, next);
    if (session.output().json()) {
      session.output().json(Json.document("slot").set("changed", SlotJson.object(changed)));
    } else {
      session.output().note("changed the passphrase of slot " + changed.id().substring(0, 8));
    }
    return 0;
  }
}
