package dev.keymaster.cli;

import java.util.List;
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

  Injection injection(Session session) {
    return new Injection(session, only, except);
  }
}
