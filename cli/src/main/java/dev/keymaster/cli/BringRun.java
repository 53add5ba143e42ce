package dev.keymaster.cli;

import dev.keymaster.exchange.ExportDocument;
import dev.keymaster.model.Brought;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileName;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.VersionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An import of an export of Keymaster: keys come with their history, or not at all. */
final class BringRun {
  /** What becomes of one key. */
  private enum Fate {
    NEW,
    UNCHANGED,
    REPLACED,
    CONFLICT
  }

  /** One line of the report about keys. */
  private record Line(KeyRecord key, Fate fate) {}

  /**
   * One line of the report about profiles.
   *
   * @param there what there was
   */
  private record ProfileLine(@Nullable Profile there, Profile next, Fate fate) {}

  private final Session session;
  private final boolean replace;
  private final Set<KeyRef> known = new HashSet<>();
  private final List<Line> lines = new ArrayList<>();
  private final List<ProfileLine> profiles = new ArrayList<>();
  private final List<Brought> fresh = new ArrayList<>();
  private final List<NewKey> replaced = new ArrayList<>();

  /** Looks at what is there and decides. */
  BringRun(Session session, boolean replace, ExportDocument document) {
    this.session = session;
    this.replace = replace;
    session.engine().keys().list(Selection.ALL).stream().map(KeySummary::ref).forEach(known::add);
    document.keys().forEach(this::decide);
    Map<ProfileName, Profile> there = new HashMap<>();
    if (!document.profiles().isEmpty()) {
      session.engine().profiles().all().forEach(each -> there.put(each.name(), each));
    }
    document.profiles().forEach(next -> decide(there.get(next.name()), next));
  }

  private void decide(@Nullable Profile there, Profile next) {
    Fate fate =
        there == null
            ? Fate.NEW
            : there.equals(next) ? Fate.UNCHANGED : replace ? Fate.REPLACED : Fate.CONFLICT;
    profiles.add(new ProfileLine(there, next, fate));
  }

  private void decide(Brought key) {
    Fate fate = known.contains(key.record().ref()) ? fate(key) : Fate.NEW;
    lines.add(new Line(key.record(), fate));
    if (fate == Fate.NEW) {
      fresh.add(key);
    } else if (fate == Fate.REPLACED) {
      current(key).ifPresent(value -> replaced.add(replacement(key.record(), value)));
    }
  }

  private Fate fate(Brought key) {
    boolean same = current(key).map(value -> same(key.record().ref(), value)).orElse(true);
    return same ? Fate.UNCHANGED : replace ? Fate.REPLACED : Fate.CONFLICT;
  }

  /** Reads the value that is there, which is recorded. */
  private boolean same(KeyRef ref, Secret value) {
    Release compare = new Release(EventKind.REVEAL, "compared by import");
    try (Released there = session.engine().keys().release(List.of(ref), compare).getFirst()) {
      return there.value().sameAs(value);
    }
  }

  private static Optional<Secret> current(Brought key) {
    int live = 0;
    for (KeyVersion version : key.record().versions()) {
      if (version.state() == VersionState.CURRENT) {
        return Optional.of(key.values().get(live));
      }
      live += version.state() == VersionState.DESTROYED ? 0 : 1;
    }
    return Optional.empty();
  }

  private NewKey replacement(KeyRecord key, Secret value) {
    return new NewKey(
        key.environment(),
        key.name(),
        value.copy(),
        null,
        session.catalogue().hint(value),
        NewKey.Mode.NEW_VERSION);
  }

  /** Stores what was decided. */
  void store() {
    if (!fresh.isEmpty()) {
      session.engine().keys().bring(fresh);
    }
    if (!replaced.isEmpty()) {
      session.engine().keys().store(replaced);
    }
    for (ProfileLine line : profiles) {
      if (line.fate() == Fate.NEW || line.fate() == Fate.REPLACED) {
        session.engine().profiles().put(line.there(), line.next());
      }
    }
  }

  /** 0, or 6 for conflicts and nothing stored, or 8 for conflicts beside what was stored. */
  int exitCode() {
    boolean conflict =
        lines.stream().anyMatch(line -> line.fate() == Fate.CONFLICT)
            || profiles.stream().anyMatch(line -> line.fate() == Fate.CONFLICT);
    if (!conflict) {
      return 0;
    }
    boolean nothing =
        profiles.stream().noneMatch(line -> line.fate() == Fate.NEW)
            && fresh.isEmpty()
            && replaced.isEmpty();
    return nothing ? Code.CONFLICT.exitCode() : Code.PARTIAL.exitCode();
  }

  void report(boolean dryRun) {
    Output output = session.output();
    if (output.json()) {
      output.json(
          Json.document("import")
              .set("dry_run", dryRun)
              .objects("items", lines.stream().map(BringRun::json).toList())
              .objects("profiles", profiles.stream().map(BringRun::json).toList()));
      return;
    }
    Table table = new Table("ENV", "KEY", "VERSIONS", "WHAT");
    for (Line line : lines) {
      table.row(
          line.key().environment().value(),
          line.key().name().value(),
          Integer.toString(line.key().versions().size()),
          KeyJson.word(line.fate()));
    }
    session.print(table);
    for (ProfileLine line : profiles) {
      output.note("profile " + line.next().name() + ": " + KeyJson.word(line.fate()));
    }
    int stored = fresh.size() + replaced.size();
    output.note((dryRun ? "would store " : "stored ") + Ages.count(stored, "key"));
  }

  private static Json json(Line line) {
    return Json.object()
        .set("environment", line.key().environment().value())
        .set("name", line.key().name().value())
        .set("versions", line.key().versions().size())
        .set("outcome", KeyJson.word(line.fate()));
  }

  private static Json json(ProfileLine line) {
    return Json.object()
        .set("name", line.next().name().value())
        .set("outcome", KeyJson.word(line.fate()));
  }
}
