package dev.keymaster.cli;

import dev.keymaster.model.Slot;

/** Slots as JSON. */
final class SlotJson {
  private SlotJson() {}

  static Json object(Slot slot) {
    return Json.object()
        .set("id", slot.id())
        .set("kind", slot.kind().word())
        .set("label", slot.label())
        .set("created", slot.created())
        .set("kdf", slot.kdfWords());
  }
}
