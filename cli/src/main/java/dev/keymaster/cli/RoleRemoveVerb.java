package dev.keymaster.cli;

import dev.keymaster.wire.Access;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code role remove}. */
@Command(
    description = "Removes a role from the policy, and the lines that give it alone.",
    footer = {"  keymaster role remove deployer"})
final class RoleRemoveVerb extends Verb {
  @Parameters(paramLabel = "ROLE", description = "its name")
  String name = "";

  @Override
  int run(Session session) {
    Access access = session.engine().access();
    RoleText.existing(access, name);
    access.changePolicy(RoleText.without(access.policy(), name));
    session.output().note("removed role " + name);
    return 0;
  }
}
