package dev.keymaster.cli;

import dev.keymaster.project.GitIgnore;
import dev.keymaster.project.Project;
import dev.keymaster.project.ProjectFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code init}. */
@Command(
    description =
        "Makes the vault if there is none, then keymaster.yaml in this folder if no project is here"
            + " yet, trusts it, and has git ignore .env and key files. Never overwrites anything.",
    footer = {
      "  keymaster init",
      "  keymaster init --no-project       only the vault",
      "  keymaster init --env staging      default environment of the project"
    })
final class InitVerb extends Verb {
  @Mixin NewVault vault = new NewVault();

  @Option(names = "--no-project", description = "leave this folder alone")
  boolean noProject;

  @Override
  int run(Session session) {
    boolean made = !session.engine().vault().status().exists();
    if (made) {
      vault.create(session);
    }
    if (!noProject) {
      made |= project(session);
    }
    if (!made) {
      session
          .output()
          .note("nothing to do: there is a vault" + (noProject ? "" : " and a project"));
    }
    return 0;
  }

  private static boolean project(Session session) {
    Path folder = session.world().directory();
    Optional<Project> there = session.surroundings().project();
    if (there.isPresent()) {
      return false;
    }
    if (folder.toString().equals(session.world().environment().get("HOME"))) {
      session.output().note("no project made: this is the home folder");
      return true;
    }
    Project project = Project.create(folder, session.environment());
    session.surroundings().trust().trust(project);
    session.output().note("made " + folder.resolve(ProjectFile.NAME) + ", to be committed");
    guard(session, folder);
    return true;
  }

  private static void guard(Session session, Path folder) {
    if (!inGit(folder)) {
      return;
    }
    List<String> added = GitIgnore.guard(folder);
    if (!added.isEmpty()) {
      session.output().note("git ignores now: " + String.join(" ", added));
    }
  }

  private static boolean inGit(Path folder) {
    for (Path at = folder; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return true;
      }
    }
    return false;
  }
}
