package dev.keymaster.cli;

import dev.keymaster.project.GitIgnore;
import dev.keymaster.project.Project;
import dev.keymaster.project.ProjectFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code init}. */
@Command(
    description =
        "Makes the vault if there is none, then keymaster.yaml in this folder if no project is here"
            + " yet, trusts it, and has git ignore .env and key files, again if need be. In a fresh"
            + " home offers to log in to a provider. Never overwrites.",
    footer = {
      "  keymaster init",
      "  keymaster init --no-project       only the vault",
      "  keymaster init --env staging      default environment of the project"
    })
final class InitVerb extends Verb {
  /**
   * What was done in the folder.
   *
   * @param file of the project that was made; null if none was
   * @param ignored lines added to {@code .gitignore}
   * @param home whether no project is made because this is the home folder
   */
  private record Done(@Nullable Path file, List<String> ignored, boolean home) {
    static final Done NOTHING = new Done(null, List.of(), false);

    boolean isNothing() {
      return file == null && ignored.isEmpty();
    }
  }

  @Mixin NewVault vault = new NewVault();

  @Option(names = "--no-project", description = "leave this folder alone")
  boolean noProject;

  @Override
  int run(Session session) {
    Json vaultMade = null;
    if (!session.engine().vault().status().exists()) {
      vaultMade = vault.make(session);
    }
    Done done = noProject ? Done.NOTHING : project(session);
    if (vaultMade != null && !session.output().json()) {
      ProviderLogin.offer(session);
    }
    if (session.output().json()) {
      session.output().json(json(vaultMade, done));
    } else if (vaultMade == null && done.isNothing() && !done.home()) {
      session
          .output()
          .note("nothing to do: there is a vault" + (noProject ? "" : " and a project"));
    }
    return 0;
  }

  private static Json json(@Nullable Json vaultMade, Done done) {
    Json json = Json.document("init");
    if (vaultMade == null) {
      json.set("vault", (String) null);
    } else {
      json.set("vault", vaultMade);
    }
    Path file = done.file();
    return json.set("project", file == null ? null : file.toString())
        .texts("ignored", done.ignored());
  }

  private static Done project(Session session) {
    Path folder = session.world().directory();
    Optional<Project> there = session.surroundings().project();
    if (there.isPresent()) {
      return new Done(null, guard(session, there.get().root()), false);
    }
    if (folder.toString().equals(session.world().environment().get("HOME"))) {
      session.output().note("no project made: this is the home folder");
      return new Done(null, List.of(), true);
    }
    Project project = Project.create(folder, session.environment());
    session.surroundings().trust().trust(project);
    session.output().note("made " + folder.resolve(ProjectFile.NAME) + ", to be committed");
    return new Done(folder.resolve(ProjectFile.NAME), guard(session, folder), false);
  }

  /** Also in a project that is there already: somebody may have taken the lines out. */
  private static List<String> guard(Session session, Path folder) {
    if (!inGit(folder)) {
      return List.of();
    }
    List<String> added = GitIgnore.guard(folder);
    if (!added.isEmpty()) {
      session.output().note("git ignores now: " + String.join(" ", added));
    }
    return added;
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
