package dev.keymaster.cli;

import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.RootKeySource.Probe;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.SlotSource;
import dev.keymaster.wire.Vault;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code vault slots list}. */
@Command(
    description = "Each of them opens the vault alone. Opens nothing and asks nothing.",
    footer = {"  keymaster vault slots list", "  keymaster vault slots --json"})
final class VaultSlotsListVerb extends Verb {
  private static final Probe UNKNOWN = new Probe(Availability.ABSENT, "nothing serves it here");

  @Override
  int run(Session session) {
    Vault vault = session.engine().vault();
    List<Slot> slots = vault.status().slots();
    Map<SlotKind, Probe> sources = new EnumMap<>(SlotKind.class);
    for (SlotSource source : vault.sources()) {
      sources.put(source.kind(), source.probe());
    }
    if (session.output().json()) {
      json(session, slots, sources);
    } else {
      table(session, slots, sources);
    }
    return 0;
  }

  private static void json(Session session, List<Slot> slots, Map<SlotKind, Probe> sources) {
    session
        .output()
        .json(
            Json.document("slots")
                .objects(
                    "slots",
                    slots.stream()
                        .map(slot ->
                            SlotJson.object(slot)
                                .set("source", word(sources.getOrDefault(slot.kind(), UNKNOWN))))
                        .toList()));
  }

  private static void table(Session session, List<Slot> slots, Map<SlotKind, Probe> sources) {
    Table table = new Table("SLOT", "KIND", "ADDED", "LABEL", "SECRET");
    for (Slot slot : slots) {
      Probe probe = sources.getOrDefault(slot.kind(), UNKNOWN);
      table.row(
          slot.id().substring(0, 8),
          slot.kind().word(),
          Ages.second(slot.created()),
          slot.label(),
          word(probe) + (probe.reason().isEmpty() ? "" : " (" + probe.reason() + ")"));
    }
    session.print(table);
  }

  private static String word(Probe probe) {
    return KeyJson.word(probe.availability());
  }
}
