package dev.keymaster.cli;

import dev.keymaster.wire.Access;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code role assign}. */
@Command(
    description =
        "Gives a role to callers: person, script, agent, agent:NAME, program:NAME, uid:NUMBER or"
            + " anyone.",
    footer = {
      "  keymaster role assign deployer program:deploy.sh",
      "  keymaster role assign viewer uid:1001"
    })
final class RoleAssignVerb extends Verb {
  @Parameters(index = "0", paramLabel = "ROLE", description = "its name")
  String name = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "CALLER", description = "to whom")
  List<String> callers = List.of();

  @Override
  int run(Session session) {
    Access access = session.engine().access();
    RoleText.existing(access, name);
    String line = "give " + name + " to " + String.join(", ", callers).replace('\n', ' ');
    access.changePolicy(RoleText.with(access.policy(), List.of(line)));
    session.output().note(line);
    return 0;
  }
}
