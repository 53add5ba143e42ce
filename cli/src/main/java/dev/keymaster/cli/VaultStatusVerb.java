package dev.keymaster.cli;

import dev.keymaster.model.Freeze;
import dev.keymaster.model.Slot;
import dev.keymaster.model.VaultStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code vault status}. */
@Command(
    description = "Opens nothing and asks nothing.",
    footer = {"  keymaster vault status", "  keymaster vault status --json"})
final class VaultStatusVerb extends Verb {
  @Override
  int run(Session session) {
    VaultStatus status = session.engine().vault().status();
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("vault")
                  .set("exists", status.exists())
                  .set("location", status.location())
                  .set("id", status.exists() ? status.id() : null)
                  .set("format", status.format())
                  .set("frozen", KnownFreeze.of(session).map(Freeze::since).orElse(null))
                  .objects("slots", status.slots().stream().map(SlotJson::object).toList()));
    } else {
      Map<String, String> fields = fields(status);
      KnownFreeze.of(session)
          .ifPresent(freeze -> fields.put("releases", KnownFreeze.shown(freeze)));
      Fields.print(session.output(), fields);
    }
    return 0;
  }

  private static Map<String, String> fields(VaultStatus status) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("vault", status.exists() ? "there" : "none yet: keymaster vault init");
    fields.put("location", status.location());
    fields.put("id", status.id());
    fields.put("format", status.exists() ? Integer.toString(status.format()) : "");
    for (Slot slot : status.slots()) {
      String kdf = slot.kdf() == null ? "" : ", " + slot.kdfWords();
      fields.put(
          "slot " + slot.id().substring(0, 8), slot.kind().word() + kdf + ": " + slot.label());
    }
    return fields;
  }
}
