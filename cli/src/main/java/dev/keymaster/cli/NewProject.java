package dev.keymaster.cli;

import dev.keymaster.project.GitIgnore;
import dev.keymaster.project.Project;
import dev.keymaster.project.ProjectFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The making of a project, for {@code init} and {@code setup}: what was done in the folder.
 *
 * @param project that is there now; null if none is
 * @param made whether it was made
 * @param ignored lines added to {@code .gitignore}
 * @param home whether no project is made because this is the home folder
 */
record NewProject(@Nullable Project project, boolean made, List<String> ignored, boolean home) {
  /** Nothing was done, and nothing looked for. */
  static final NewProject NONE = new NewProject(null, false, List.of(), false);

  boolean isNothing() {
    return !made && ignored.isEmpty();
  }

  /** The file that was made; null if none was. */
  @Nullable String file() {
    return made && project != null ? project.root().resolve(ProjectFile.NAME).toString() : null;
  }

  /** Makes one in this folder if there is none here or above, and trusts it; tells so. */
  static NewProject make(Session session) {
    Path folder = session.world().directory();
    Optional<Project> there = session.surroundings().project();
    if (there.isPresent()) {
      return new NewProject(there.get(), false, guard(session, there.get().root()), false);
    }
    if (isHome(session)) {
      session.output().note("no project made: this is the home folder");
      return new NewProject(null, false, List.of(), true);
    }
    Project project = Project.create(folder, session.environment());
    session.surroundings().trust().trust(project);
    session.output().note("made " + folder.resolve(ProjectFile.NAME) + ", to be committed");
    return new NewProject(project, true, guard(session, folder), false);
  }

  /** Tells whether this is the person's home folder, which becomes no project. */
  static boolean isHome(Session session) {
    return session.world().home().filter(session.world().directory()::equals).isPresent();
  }

  /** Also in a project that is there already: somebody may have taken the lines out. */
  private static List<String> guard(Session session, Path folder) {
    if (!inGit(folder)) {
      return List.of();
    }
    List<String> added = GitIgnore.guard(folder);
    session.output().noteIgnored(added);
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
