package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.RootKeySource.Probe;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.SlotSource;
import dev.keymaster.model.VaultStatus;
import dev.keymaster.wire.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the ways to unlock: what each slot needs, and whether that is at hand. */
final class SlotCheckup implements Checkup {
  private static final Probe UNKNOWN = new Probe(Availability.ABSENT, "nothing here serves it");

  @Override
  public List<Finding> look(Session session) throws IOException {
    Vault vault = session.engine().vault();
    Map<SlotKind, Probe> probes = new EnumMap<>(SlotKind.class);
    for (SlotSource source : vault.sources()) {
      probes.put(source.kind(), source.probe());
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(keychain(session, probes.getOrDefault(SlotKind.KEYCHAIN, UNKNOWN)));
    findings.addAll(slots(session, slots(vault), probes));
    return findings;
  }

  /** A vault that cannot be read is reported by {@link VaultCheckup}. */
  private static List<Slot> slots(Vault vault) {
    try {
      VaultStatus status = vault.status();
      return status.slots();
    } catch (KeymasterException e) {
      return List.of();
    }
  }

  private static Finding keychain(Session session, Probe probe) {
    String system = session.world().installation().system();
    String note = system.startsWith("Linux") ? "" : " (experimental on " + system + ")";
    return switch (probe.availability()) {
      case READY -> Finding.ok("keychain", "answers" + note);
      case INTERACTIVE -> Finding.ok("keychain", "answers once you unlock it" + note);
      case ABSENT -> Finding.ok("keychain", "none: " + probe.reason() + note);
      case BROKEN ->
          Finding.warn(
              "keychain",
              "does not work: " + probe.reason() + note,
              "other slots open the vault meanwhile: keymaster vault slots list");
    };
  }

  private static List<Finding> slots(Session session, List<Slot> slots, Map<SlotKind, Probe> probes)
      throws IOException {
    List<Finding> findings = new ArrayList<>();
    boolean usable = false;
    for (Slot slot : slots) {
      Finding finding = slot(session, slot, probes.getOrDefault(slot.kind(), UNKNOWN));
      usable |= finding.severity() == Finding.Severity.OK;
      findings.add(finding);
    }
    if (slots.size() == 1) {
      findings.add(
          Finding.warn(
              "slots",
              "there is one way to unlock: if that is lost, so are all keys",
              "keymaster vault slots add recovery"));
    }
    if (!slots.isEmpty() && !usable) {
      findings.add(
          Finding.fail(
              "slots",
              "none of them can open the vault here",
              "mend one of those above, or keymaster vault restore FILE from a backup"));
    }
    return findings;
  }

  private static Finding slot(Session session, Slot slot, Probe probe) throws IOException {
    String about = "slot " + slot.id().substring(0, 8);
    String what = slot.kind().word() + " " + slot.label();
    if (probe.availability() == Availability.ABSENT
        || probe.availability() == Availability.BROKEN) {
      return Finding.warn(about, what + ": " + probe.reason(), "keymaster vault slots list");
    }
    boolean elsewhere = session.world().environment().containsKey("KEYMASTER_KEY_FILE");
    return slot.kind() == SlotKind.KEY_FILE && !elsewhere
        ? keyFile(about, slot.label())
        : Finding.ok(about, what);
  }

  private static Finding keyFile(String about, String label) throws IOException {
    Optional<Path> file = path(label).filter(Files::exists);
    if (file.isEmpty()) {
      return Finding.warn(
          about,
          "key file " + label + " is missing",
          "put it back, or set KEYMASTER_KEY_FILE to where it is now");
    }
    Optional<Modes.Loose> loose = Modes.loose(file.get());
    return loose.isPresent()
        ? Finding.fail(about, "key file " + label + " " + loose.get().reason(), loose.get().hint())
        : Finding.ok(about, "key-file " + label);
  }

  private static Optional<Path> path(String label) {
    try {
      return Optional.of(Path.of(label));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
