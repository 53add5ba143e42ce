package dev.keymaster.cli;

import dev.keymaster.project.ConfigFile;
import dev.keymaster.project.Setting;
import dev.keymaster.project.Settings.Effective;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code config unset SETTING}. */
@Command(
    description = "Takes it out of your own config.yaml; exit code 3 if it is not set there.",
    footer = {"  keymaster config unset get.clip"})
final class ConfigUnsetVerb extends Verb {
  @Parameters(paramLabel = "SETTING", description = "its name")
  String name = "";

  @Override
  int run(Session session) {
    Setting setting = KnownSetting.named(session, name);
    ConfigFile.read(session.world().places().settings()).unset(setting);
    if (session.output().json()) {
      Effective now = session.surroundings().settings().effective(setting);
      session.output().json(SettingJson.fill(Json.document("setting"), now));
    } else {
      session.output().note("unset " + name);
    }
    return 0;
  }
}
