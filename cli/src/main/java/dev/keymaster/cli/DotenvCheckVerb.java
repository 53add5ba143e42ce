package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.project.DotenvFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dotenv check}. */
@Command(
    description =
        "Tells what keymaster dotenv write would change in the block of a .env file, and who else"
            + " could get at the file. No value is released. Exit code 10 if there is anything.",
    footer = {"  keymaster dotenv check", "  keymaster dotenv check --env prod --json"})
final class DotenvCheckVerb extends Verb {
  @Mixin DotenvChoice choice = new DotenvChoice();

  @Mixin KeyChoice keys = new KeyChoice();

  @Override
  int run(Session session) {
    Path path = choice.path(session, globals.env);
    DotenvFile file = new DotenvFile(path);
    List<String> findings = new ArrayList<>(differences(session, file.origins()));
    findings.addAll(file.exposures());
    if (session.output().json()) {
      session
          .output()
          .json(Json.document("dotenv").set("file", path.toString()).texts("findings", findings));
    } else if (findings.isEmpty()) {
      session.output().note(path + " is as it would be written");
    } else {
      findings.forEach(session.output()::line);
    }
    return findings.isEmpty() ? 0 : Code.FINDINGS.exitCode();
  }

  private List<String> differences(Session session, Map<String, String> there) {
    List<String> differences = new ArrayList<>();
    TreeSet<String> unused = new TreeSet<>(there.keySet());
    keys.injection(session)
        .plan()
        .forEach((variable, ref) -> {
          unused.remove(variable);
          String now = session.names().exact(ref);
          String former = there.get(variable);
          if (former == null) {
            differences.add(variable + " is missing, " + now);
          } else if (!former.equals(now)) {
            differences.add(variable + " is " + former + ", should be " + now);
          }
        });
    unused.forEach(variable -> differences.add(variable + " is not used any more"));
    return differences;
  }
}
