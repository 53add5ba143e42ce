package dev.keymaster.cli;

import dev.keymaster.project.ClearKeys;
import dev.keymaster.project.Project;
import dev.keymaster.project.Proposal;
import dev.keymaster.project.UsedVariables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is found in a project's folder: languages, keys in clear, variables that sources read. */
final class ProjectLook {
  private static final int SHOWN = 12;

  private final Path root;
  private final UsedVariables sources;
  private final List<ClearKeys.Found> clear;
  private final List<Proposal> proposals = new ArrayList<>();

  private ProjectLook(Path root, UsedVariables sources, List<ClearKeys.Found> clear) {
    this.root = root;
    this.sources = sources;
    this.clear = clear;
  }

  /** Looks at files alone, not into the vault. */
  static ProjectLook at(Session session, Project project) throws IOException {
    Path root = project.root();
    ProjectLook look =
        new ProjectLook(
            root, UsedVariables.under(root), ClearKeys.under(root, session.catalogue()));
    for (String variable : look.sources.uses().keySet()) {
      if (!project.file().keys().containsValue(variable)) {
        Proposal.of(variable, session.catalogue()).ifPresent(look.proposals::add);
      }
    }
    return look;
  }

  /** The project's own {@code .env}, whether or not there is one. */
  Path dotenv() {
    return root.resolve(".env");
  }

  /** How many keys stand in it in clear. */
  int dotenvKeys() {
    return clear.stream()
        .filter(found -> found.file().equals(dotenv()))
        .mapToInt(ClearKeys.Found::keys)
        .sum();
  }

  /** Keys that its sources read and the project does not list. */
  List<Proposal> proposals() {
    return proposals;
  }

  /** Says what was found, if anything. */
  void tell(Output output) {
    if (!sources.languages().isEmpty() && !(proposals.isEmpty() && clear.isEmpty())) {
      output.note("found " + String.join(", ", sources.languages()));
    }
    for (ClearKeys.Found found : clear) {
      String file = root.relativize(found.file()).toString();
      output.note("  " + file + " holds " + Ages.count(found.keys(), "key") + " in clear");
    }
    proposals.stream().limit(SHOWN).forEach(proposal -> output.note("  " + said(proposal)));
    if (proposals.size() > SHOWN) {
      output.note("  and " + (proposals.size() - SHOWN) + " more (--json lists them)");
    }
  }

  private String said(Proposal proposal) {
    return proposal.variable()
        + " is read in "
        + where(proposal)
        + ": key "
        + proposal.key()
        + (proposal.key().value().equals(proposal.service().value())
            ? ""
            : " of " + proposal.service());
  }

  private String where(Proposal proposal) {
    UsedVariables.Use use = sources.uses().get(proposal.variable());
    return use == null ? "" : use.file() + " line " + use.line();
  }

  /** Adds it to a document. */
  Json fill(Json json) {
    return json.texts("languages", List.copyOf(sources.languages()))
        .objects(
            "clear",
            clear.stream()
                .map(found ->
                    Json.object().set("file", found.file().toString()).set("keys", found.keys()))
                .toList())
        .objects("proposals", proposals.stream().map(this::json).toList());
  }

  private Json json(Proposal proposal) {
    return Json.object()
        .set("variable", proposal.variable())
        .set("name", proposal.key().value())
        .set("service", proposal.service().value())
        .set("read_in", where(proposal));
  }
}
