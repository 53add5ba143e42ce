package dev.keymaster.cli;

import dev.keymaster.model.Slot;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vault rekey}. */
@Command(
    description =
        "After a slot's secret or a copy of the file got into wrong hands. Slots whose secret is not"
            + " at hand now (a recovery code, other passphrases) are dropped and have to be added"
            + " again. Values that somebody could read must be rotated at the provider.",
    footer = {"  keymaster vault rekey", "  keymaster vault rekey --yes --json"})
final class VaultRekeyVerb extends Verb {
  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  int run(Session session) {
    confirmation.demand(session, "Replace all keys and drop absent slots?");
    List<Slot> dropped = session.engine().vault().rekey();
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("rekeyed")
                  .objects("dropped", dropped.stream().map(SlotJson::object).toList()));
      return 0;
    }
    session.output().note("sealed everything anew under new keys");
    for (Slot slot : dropped) {
      session.output().warn("dropped slot " + slot.id().substring(0, 8) + ", " + slot.label());
    }
    return 0;
  }
}
