package dev.keymaster.cli;

import dev.keymaster.project.ClearKeys;
import dev.keymaster.project.GitIgnore;
import dev.keymaster.project.GitIndex;
import dev.keymaster.project.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the project: whether it is trusted, and at keys in clear that lie in it. */
final class ProjectCheckup implements Checkup {
  private static final String ABOUT = "project";

  @Override
  public List<Finding> look(Session session) throws IOException {
    Optional<Project> project = session.surroundings().project();
    if (project.isEmpty()) {
      return List.of(Finding.ok(ABOUT, "none here"));
    }
    Path root = project.get().root();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        session.surroundings().distrusted()
            ? Finding.warn(ABOUT, root + " is not trusted, so not followed", "keymaster trust")
            : Finding.ok(ABOUT, root.toString()));
    Optional<GitIndex> git = GitIndex.of(root);
    List<String> missing = git.isEmpty() ? List.of() : GitIgnore.missing(root);
    if (!missing.isEmpty()) {
      findings.add(
          Finding.warn("git", "does not ignore " + String.join(" ", missing), "keymaster init"));
    }
    for (ClearKeys.Found found : ClearKeys.under(root, session.catalogue())) {
      findings.add(clear(found, git));
    }
    return findings;
  }

  private static Finding clear(ClearKeys.Found found, Optional<GitIndex> git) {
    String what = found.file() + " holds " + Ages.count(found.keys(), "key") + " in clear";
    String take = "keymaster import " + Modes.quote(found.file());
    return git.isPresent() && git.get().tracks(found.file())
        ? Finding.fail(
            "clear keys",
            what + ", and git tracks it",
            take + "; git rm --cached; then replace the keys at the providers")
        : Finding.warn("clear keys", what, take + "; then delete the file");
  }
}
