package dev.keymaster.app;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.cli.Places;
import dev.keymaster.project.ConfigFile;
import dev.keymaster.project.CustomProviders;
import dev.keymaster.project.Setting;
import dev.keymaster.project.Settings;
import dev.keymaster.providers.Vendors;
import dev.keymaster.web.Pauses;
import dev.keymaster.web.Proxies;
import dev.keymaster.web.Trust;
import dev.keymaster.web.WebClient;
import dev.keymaster.web.WebSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Puts together what asks providers. Loaded by commands that do, and by no others. */
final class Providers {
  private Providers() {}

  static Vendors reached(Map<String, String> environment, Places places, InstantSource clock) {
    ConfigFile file = ConfigFile.read(places.settings());
    Settings settings = new Settings(Map.of(), environment, Map.of(), file);
    String more = settings.effective(Setting.CA_FILE).value();
    Trust trust =
        more.equals(Setting.CA_FILE.fallback()) ? Trust.system() : Trust.systemAnd(Path.of(more));
    WebSettings web = WebSettings.usual(trust, Proxies.of(environment));
    return new Vendors(
        CustomProviders.in(places.providers(), Catalogue.builtin()),
        service -> settings.effective(Setting.pin(service)).value(),
        new WebClient(web, Pauses.system()),
        clock);
  }
}
