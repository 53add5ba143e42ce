package dev.keymaster.cli;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.project.Candidate;
import dev.keymaster.project.ImportItem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One import: looks at what is there, decides line by line, stores in one commit. */
final class ImportRun {
  /** What becomes of one value. */
  private enum Fate {
    NEW,
    UNCHANGED,
    REPLACED,
    CONFLICT,
    SKIPPED
  }

  /**
   * One line of the report.
   *
   * @param name of the key; empty where there is none
   * @param why in a few words; may be empty
   */
  private record Line(Candidate found, String name, Fate fate, String why) {}

  private final Session session;
  private final boolean replace;
  private final EnvironmentName environment;
  private final Set<String> known;
  private final List<Line> lines = new ArrayList<>();
  private final List<NewKey> wanted = new ArrayList<>();
  private final List<String> foreign = new ArrayList<>();

  ImportRun(Session session, boolean replace, List<ImportItem> items) {
    this.session = session;
    this.replace = replace;
    this.environment = session.environment();
    this.known = new HashSet<>(names(session, environment));
    items.forEach(this::decide);
  }

  private static Set<String> names(Session session, EnvironmentName environment) {
    return session.engine().keys().list(new Selection(environment, null, null)).stream()
        .map(KeySummary::name)
        .map(KeyName::value)
        .collect(Collectors.toSet());
  }

  private void decide(ImportItem item) {
    switch (item) {
      case ImportItem.Key key -> decide(key);
      case ImportItem.Reference ref -> skipped(ref.found(), "refers to " + ref.ref());
      case ImportItem.Foreign ref -> {
        foreign.add(ref.found().name());
        skipped(ref.found(), "refers to " + ref.to());
      }
      case ImportItem.Skipped skipped -> skipped(skipped.found(), skipped.reason());
    }
  }

  private void skipped(Candidate found, String why) {
    lines.add(new Line(found, "", Fate.SKIPPED, why));
  }

  private void decide(ImportItem.Key key) {
    Fate fate = fate(key);
    lines.add(new Line(key.found(), key.name().value(), fate, ""));
    if (fate == Fate.NEW) {
      wanted.add(wanted(key, NewKey.Mode.CREATE, details(key)));
    } else if (fate == Fate.REPLACED) {
      wanted.add(wanted(key, NewKey.Mode.NEW_VERSION, null));
    }
  }

  private Fate fate(ImportItem.Key key) {
    if (!known.contains(key.name().value())) {
      return Fate.NEW;
    }
    KeyRecord there = session.engine().keys().show(environment, key.name());
    if (looksLike(there, key.found().value()) && same(there, key.found().value())) {
      return Fate.UNCHANGED;
    }
    return replace ? Fate.REPLACED : Fate.CONFLICT;
  }

  private boolean looksLike(KeyRecord there, Secret value) {
    KeyVersion current = there.current().orElse(null);
    return current != null
        && current.length() == value.length()
        && current.hint().equals(session.catalogue().hint(value));
  }

  /** Reads the value that is there, which is recorded: looks alone do not prove that it is it. */
  private boolean same(KeyRecord there, Secret value) {
    KeyRef ref = new KeyRef(environment, there.name());
    Release compare = new Release(EventKind.REVEAL, "compared by import");
    try (Released released = session.engine().keys().release(List.of(ref), compare).getFirst()) {
      return released.value().sameAs(value);
    }
  }

  private NewKey wanted(ImportItem.Key key, NewKey.Mode mode, @Nullable KeyDetails details) {
    Secret value = key.found().value().copy();
    return new NewKey(
        environment, key.name(), value, details, session.catalogue().hint(value), mode);
  }

  /** The variable is kept where there is one and it is not the service's own. */
  private KeyDetails details(ImportItem.Key key) {
    ServiceName service = key.service();
    Candidate found = key.found();
    KeyDetails plain = KeyDetails.of(service);
    return new KeyDetails(
        service,
        plain.tags(),
        found.said().note(),
        null,
        keepsVariable(key) ? found.name() : null,
        plain.owner(),
        null,
        plain.status(),
        found.said().metadata());
  }

  private boolean keepsVariable(ImportItem.Key key) {
    ServiceName service = key.service();
    String name = key.found().name();
    boolean usual =
        !service.equals(ServiceName.CUSTOM)
            && session.catalogue().variableFor(service, key.name()).equals(name);
    boolean variable =
        key.found().form() == Candidate.Form.VARIABLE
            || key.found().form() == Candidate.Form.LITERAL;
    return variable && !usual;
  }

  /** Stores what was decided. */
  void store() {
    if (!wanted.isEmpty()) {
      session.engine().keys().store(wanted);
    }
  }

  /** Tells whether there was something to store. */
  boolean stored() {
    return !wanted.isEmpty();
  }

  /** 0, or 6 for conflicts and nothing stored, or 8 for conflicts beside what was stored. */
  int exitCode() {
    boolean conflict = lines.stream().anyMatch(line -> line.fate() == Fate.CONFLICT);
    if (!conflict) {
      return 0;
    }
    return wanted.isEmpty() ? Code.CONFLICT.exitCode() : Code.PARTIAL.exitCode();
  }

  void report(boolean dryRun) {
    Output output = session.output();
    if (output.json()) {
      output.json(
          Json.document("import")
              .set("environment", environment.value())
              .set("dry_run", dryRun)
              .objects("items", lines.stream().map(ImportRun::json).toList()));
      return;
    }
    Table table = new Table("LINE", "FOUND", "KEY", "WHAT", "WHY");
    for (Line line : lines) {
      table.row(
          line.found().line() == 0 ? "-" : Integer.toString(line.found().line()),
          Printable.clean(line.found().name()),
          line.name().isEmpty() ? "-" : line.name(),
          KeyJson.word(line.fate()),
          line.why());
    }
    session.print(table);
    output.note(summary(dryRun));
    if (!foreign.isEmpty()) {
      output.note(
          "what refers to something else is not stored: "
              + String.join(" ", foreign)
              + "; hand over its value: COMMAND | keymaster add NAME");
    }
  }

  private static Json json(Line line) {
    return Json.object()
        .set("line", (long) line.found().line())
        .set("variable", line.found().name())
        .set("name", line.name().isEmpty() ? null : line.name())
        .set("outcome", KeyJson.word(line.fate()))
        .set("reason", line.why());
  }

  private String summary(boolean dryRun) {
    long conflicts = lines.stream().filter(line -> line.fate() == Fate.CONFLICT).count();
    String stored = wanted.size() + (wanted.size() == 1 ? " key" : " keys");
    return (dryRun ? "would store " + stored : "stored " + stored)
        + " in "
        + environment
        + (conflicts == 0
            ? ""
            : "; " + conflicts + " in conflict: --replace, or edit NAME --value");
  }
}
