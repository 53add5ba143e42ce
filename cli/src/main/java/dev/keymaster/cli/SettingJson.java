package dev.keymaster.cli;

import dev.keymaster.project.Settings.Effective;

/** Settings as JSON. */
final class SettingJson {
  private SettingJson() {}

  static Json fill(Json json, Effective setting) {
    return json.set("name", setting.setting().name())
        .set("value", setting.value())
        .set("origin", setting.origin().toString())
        .set("about", setting.setting().about());
  }
}
