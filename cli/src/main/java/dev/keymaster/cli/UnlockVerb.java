package dev.keymaster.cli;

import dev.keymaster.model.Slot;
import picocli.CommandLine.Command;

/** {@code unlock}. */
@Command(
    description =
        "Opens the vault in the agent, which is started if need be; commands then need no passphrase"
            + " until it locks. On an open vault it proves once more that you can open it.",
    footer = {"  keymaster unlock", "  keymaster unlock --passphrase-file phrase.txt"})
final class UnlockVerb extends Verb {
  @Override
  int run(Session session) {
    Slot slot = session.world().agent().unlock(session.passphrases());
    if (session.output().json()) {
      session.output().json(Json.document("unlocked").set("slot", SlotJson.object(slot)));
    } else {
      session.output().note("unlocked by " + slot.kind().word() + " " + slot.label());
    }
    return 0;
  }
}
