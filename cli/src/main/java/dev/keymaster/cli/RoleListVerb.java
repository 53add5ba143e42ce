package dev.keymaster.cli;

import dev.keymaster.model.RoleEntry;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code role list}. */
@Command(
    description = "Lists the roles of the policy and who has them.",
    footer = {"  keymaster role list", "  keymaster role list --json"})
final class RoleListVerb extends Verb {
  @Override
  int run(Session session) {
    List<RoleEntry> roles = session.engine().access().roles();
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("roles")
                  .objects("roles", roles.stream().map(RoleText::object).toList()));
      return 0;
    }
    Table table = new Table("ROLE", "IS", "HELD BY");
    for (RoleEntry role : roles) {
      table.row(role.name(), String.join(", ", role.parents()), String.join(", ", role.holders()));
    }
    session.print(table);
    return 0;
  }
}
