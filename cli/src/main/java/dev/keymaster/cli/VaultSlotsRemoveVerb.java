package dev.keymaster.cli;

import dev.keymaster.model.Slot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vault slots remove SLOT}. */
@Command(
    description =
        "The last one cannot be removed. Somebody who has both an older copy of the file and the"
            + " slot's secret still opens that copy: keymaster vault rekey helps from then on.",
    footer = {
      "  keymaster vault slots remove 3f9a21bc",
      "  keymaster vault slots remove 'mine at work' --yes"
    })
final class VaultSlotsRemoveVerb extends Verb {
  @Parameters(paramLabel = "SLOT", description = "id, as long as needed, or label")
  String slot = "";

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  int run(Session session) {
    confirmation.demand(session, "Remove this slot for good?");
    Slot removed = session.engine().vault().removeSlot(slot);
    if (session.output().json()) {
      session.output().json(Json.document("slot").set("removed", SlotJson.object(removed)));
    } else {
      session
          .output()
          .note("removed slot " + removed.id().substring(0, 8) + ", " + removed.label());
    }
    return 0;
  }
}
