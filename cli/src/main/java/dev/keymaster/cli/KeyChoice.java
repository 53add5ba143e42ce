package dev.keymaster.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of the keys that a program would get. */
final class KeyChoice {
  @Option(
      names = "--only",
      paramLabel = "NAME,…",
      split = ",",
      description = "only these keys; may be repeated")
  List<String> only = List.of();

  @Option(
      names = "--except",
      paramLabel = "NAME,…",
      split = ",",
      description = "not these keys; may be repeated")
  List<String> except = List.of();

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description = "the keys of this profile instead of the project's")
  @Nullable String profile;

  Injection injection(Session session) {
    return new Injection(
        session, profile == null ? null : KnownProfile.named(session, profile), only, except);
  }
}
