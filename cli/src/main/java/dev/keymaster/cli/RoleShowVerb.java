package dev.keymaster.cli;

import dev.keymaster.model.RoleEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code role show}. */
@Command(
    description = "Shows what a role allows.",
    footer = {"  keymaster role show operator"})
final class RoleShowVerb extends Verb {
  @Parameters(paramLabel = "ROLE", description = "its name")
  String name = "";

  @Override
  int run(Session session) {
    RoleEntry role = RoleText.existing(session.engine().access(), name);
    if (session.output().json()) {
      session.output().json(Json.document("role").set("role", RoleText.object(role)));
      return 0;
    }
    role.parents().forEach(parent -> session.output().line("all that " + parent + " may"));
    role.permissions().forEach(session.output()::line);
    session.output().note("held by: " + String.join(", ", role.holders()));
    return 0;
  }
}
