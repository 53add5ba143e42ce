package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.project.Settings.Effective;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code config get SETTING}. */
@Command(
    description = "The value that holds here, whoever set it. Exit code 3 if nobody did.",
    footer = {
      "  keymaster config get environment",
      "  keymaster config get environment --show-origin",
      "  keymaster config get providers.openai.base_url --json"
    })
final class ConfigGetVerb extends Verb {
  @Parameters(paramLabel = "SETTING", description = "its name; keymaster config list shows them")
  String name = "";

  @Option(names = "--show-origin", description = "say before it who set it")
  boolean showOrigin;

  @Override
  int run(Session session) {
    Effective found =
        session.surroundings().settings().effective(KnownSetting.named(session, name));
    if (found.value().isEmpty()) {
      throw new KeymasterException(
          Code.NOT_FOUND, name + " is not set", "keymaster config set " + name + " VALUE");
    }
    if (session.output().json()) {
      session.output().json(SettingJson.fill(Json.document("setting"), found));
    } else {
      session.output().line((showOrigin ? found.origin() + "\t" : "") + found.value());
    }
    return 0;
  }
}
