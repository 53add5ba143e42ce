package dev.keymaster.cli;

import dev.keymaster.project.Project;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which {@code .env} file. */
final class DotenvChoice {
  @Option(
      names = "--file",
      paramLabel = "PATH",
      description = ".env or .env.SOMETHING; the project's .env, with --env its .env.ENV")
  @Nullable String file;

  /** Where it is, absolute. */
  Path path(Session session, @Nullable String env) {
    if (file != null) {
      return session.world().directory().resolve(file);
    }
    Path folder =
        session.surroundings().project().map(Project::root).orElse(session.world().directory());
    return folder.resolve(env == null ? ".env" : ".env." + session.environment());
  }
}
