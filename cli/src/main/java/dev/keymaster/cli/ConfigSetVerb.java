package dev.keymaster.cli;

import dev.keymaster.project.ConfigFile;
import dev.keymaster.project.Setting;
import dev.keymaster.project.Settings.Effective;
import dev.keymaster.project.Settings.Origin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code config set SETTING VALUE}. */
@Command(
    description =
        "Writes into your own config.yaml, whose comments and other lines stay as they are. Nothing"
            + " secret belongs there.",
    footer = {
      "  keymaster config set environment staging",
      "  keymaster config set get.clip true",
      "  keymaster config set providers.openai.base_url https://gateway.example/v1"
    })
final class ConfigSetVerb extends Verb {
  @Parameters(
      index = "0",
      paramLabel = "SETTING",
      description = "its name; keymaster config list shows them")
  String name = "";

  @Parameters(index = "1", paramLabel = "VALUE", description = "what to set it to")
  String value = "";

  @Override
  int run(Session session) {
    Setting setting = KnownSetting.named(session, name);
    session.names().refuseValue(value, "add");
    ConfigFile.read(session.world().places().settings()).set(setting, value);
    Effective now = session.surroundings().settings().effective(setting);
    if (session.output().json()) {
      session.output().json(SettingJson.fill(Json.document("setting"), now));
    } else {
      session.output().note("set " + name);
    }
    if (now.origin() != Origin.USER && now.origin() != Origin.DEFAULT) {
      session.output().warn("here the " + now.origin() + " wins: " + now.value());
    }
    return 0;
  }
}
