package dev.keymaster.cli;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.Selection;
import dev.keymaster.project.Dotenv;
import dev.keymaster.project.DotenvFile;
import dev.keymaster.project.ImportItem;
import dev.keymaster.project.ImportPlan;
import dev.keymaster.project.Project;
import dev.keymaster.project.Proposal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes over what a project had before Keymaster: the keys of its {@code .env} go into the vault,
 * the project uses them and those that its sources read, references stand in the file instead of
 * values. Each step is asked for, or told by a flag.
 */
final class Takeover {
  /**
   * Which steps are wanted without being asked for.
   *
   * @param take keys of {@code .env} into the vault, and what the vault has into the project
   * @param clean references in the place of the values that were taken
   */
  record Told(boolean take, boolean clean) {}

  private final Session session;
  private final Told told;
  private final Map<KeyName, String> used = new LinkedHashMap<>();
  private Project project;

  Takeover(Session session, Project project, Told told) {
    this.session = session;
    this.project = project;
    this.told = told;
  }

  /** Returns the keys that the project uses now and did not before, each with its variable. */
  Map<KeyName, String> used() {
    return used;
  }

  /** Adds to a document what the project uses from now on. */
  Json fill(Json json) {
    return json.objects(
        "used",
        used.entrySet().stream()
            .map(key ->
                Json.object().set("name", key.getKey().value()).set("variable", key.getValue()))
            .toList());
  }

  /** Goes through the steps; returns 0, or what an import says that left conflicts. */
  int offer(ProjectLook look) throws IOException {
    int code = look.dotenvKeys() == 0 ? 0 : dotenv(look);
    List<Proposal> read =
        look.proposals().stream().filter(p -> !used.containsKey(p.key())).toList();
    boolean wanted =
        !read.isEmpty()
            && (told.take() || session.person().agrees("Use those that are in the vault?"));
    if (wanted) {
      useStored(read);
    }
    tell(look);
    return code;
  }

  private void tell(ProjectLook look) {
    boolean left = look.dotenvKeys() > 0 || !look.proposals().isEmpty();
    if (!used.isEmpty()) {
      say("start programs with their keys: keymaster run -- COMMAND");
    } else if (left && !told.take() && !session.person().present()) {
      say("to take them over: keymaster init --take");
    }
  }

  private void say(String note) {
    if (!session.output().json()) {
      session.output().note(note);
    }
  }

  private int dotenv(ProjectLook look) throws IOException {
    EnvironmentName environment = session.environment();
    String question =
        "Store the "
            + Ages.count(look.dotenvKeys(), "key")
            + " of .env in "
            + environment
            + ", and use them in this project?";
    if (!told.take() && !session.person().agrees(question)) {
      return 0;
    }
    Path path = look.dotenv();
    byte[] bytes = Files.readAllBytes(path);
    try (Dotenv dotenv = Dotenv.parse(bytes, ".env")) {
      return taken(path, bytes, dotenv);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private int taken(Path path, byte[] bytes, Dotenv dotenv) {
    List<ImportItem> items = ImportPlan.of(dotenv, session.catalogue(), ImportPlan.Choice.KEYS);
    ImportRun run = new ImportRun(session, false, items);
    run.store();
    if (!session.output().json()) {
      run.report(false);
    }
    Map<Integer, KeyRef> refs = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof ImportItem.Key key) {
        refs.put(i, new KeyRef(session.environment(), key.name()));
        use(key.name(), dotenv.entries().get(i).name());
      }
    }
    save();
    if (run.exitCode() == 0) {
      clean(path, bytes, refs);
    }
    return run.exitCode();
  }

  private void clean(Path path, byte[] bytes, Map<Integer, KeyRef> refs) {
    boolean wanted =
        told.clean()
            || (!told.take()
                && session.person().agrees("Put references in the place of these values in .env?"));
    if (wanted) {
      new DotenvFile(path).refer(bytes, refs);
      say(".env holds references instead of " + Ages.count(refs.size(), "key"));
    } else {
      say(".env still holds them in clear");
    }
  }

  private void useStored(List<Proposal> read) {
    EnvironmentName environment = session.environment();
    Set<KeyName> stored =
        session.engine().keys().list(new Selection(environment, null, null)).stream()
            .map(KeySummary::name)
            .collect(Collectors.toSet());
    read.stream().filter(p -> stored.contains(p.key())).forEach(p -> use(p.key(), p.variable()));
    save();
    read.stream()
        .filter(p -> !stored.contains(p.key()))
        .forEach(p -> say("not in " + environment + ": keymaster " + p.command()));
  }

  private void use(KeyName name, String variable) {
    if (!project.file().keys().containsKey(name)) {
      used.put(name, variable);
    }
  }

  /** The file is written once, and stays trusted: this program changed it. */
  private void save() {
    Map<KeyName, String> fresh = new LinkedHashMap<>(used);
    fresh.keySet().removeAll(project.file().keys().keySet());
    if (!fresh.isEmpty()) {
      project = project.using(fresh);
    }
    session.surroundings().trust().trust(project);
  }
}
