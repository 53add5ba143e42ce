package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.wire.Access;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code role add}. */
@Command(
    description =
        "Adds a role to the policy. What it allows is written as in the policy: operations, then"
            + " in ENVIRONMENT, of SERVICE, key NAME.",
    footer = {
      "  keymaster role add deployer --allow 'deliver in prod key deploy/*'",
      "  keymaster role add reader --is viewer",
    })
final class RoleAddVerb extends Verb {
  @Parameters(paramLabel = "ROLE", description = "letters a-z, digits and -")
  String name = "";

  @Option(names = "--allow", paramLabel = "SCOPE", description = "what it allows; may be repeated")
  List<String> allow = List.of();

  @Option(names = "--is", paramLabel = "ROLE", description = "a role it has too; may be repeated")
  List<String> is = List.of();

  @Override
  int run(Session session) {
    if (allow.isEmpty() && is.isEmpty()) {
      throw KeymasterException.usage(
          "what does it allow?", "keymaster role add " + name + " --allow 'list in dev'");
    }
    Access access = session.engine().access();
    List<String> lines = new ArrayList<>();
    lines.add("role " + name + (is.isEmpty() ? "" : " is " + String.join(", ", is)));
    allow.forEach(scope -> lines.add("  allow " + scope.replace('\n', ' ')));
    access.changePolicy(RoleText.with(access.policy(), lines));
    session.output().note("added role " + name);
    return 0;
  }
}
