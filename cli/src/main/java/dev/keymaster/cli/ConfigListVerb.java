package dev.keymaster.cli;

import dev.keymaster.project.Settings.Effective;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code config list}. */
@Command(
    description =
        "A flag goes before an environment variable, then the project, then your own file, then the"
            + " default; --show-origin tells which of them it was.",
    footer = {"  keymaster config list", "  keymaster config list --show-origin"})
final class ConfigListVerb extends Verb {
  @Option(names = "--show-origin", description = "who set it, and what it does")
  boolean showOrigin;

  @Override
  int run(Session session) {
    List<Effective> all = session.surroundings().settings().all();
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("settings")
                  .objects(
                      "settings",
                      all.stream().map(one -> SettingJson.fill(Json.object(), one)).toList()));
    } else if (showOrigin) {
      table(session, all);
    } else {
      all.forEach(one -> session.output().line(one.setting().name() + "=" + one.value()));
    }
    return 0;
  }

  private static void table(Session session, List<Effective> all) {
    Table table = new Table("SETTING", "VALUE", "ORIGIN", "WHAT IT DOES");
    for (Effective one : all) {
      String origin = one.origin().toString();
      table.row(one.setting().name(), one.value(), origin, one.setting().about());
    }
    session.print(table);
  }
}
