package dev.keymaster.app;

import dev.keymaster.cli.Places;
import dev.keymaster.delivery.Anchors;
import dev.keymaster.model.Anchor;
import dev.keymaster.model.KeyRef;
import dev.keymaster.project.AnchorBook;
import dev.keymaster.project.ConfigFile;
import dev.keymaster.project.Setting;
import dev.keymaster.service.AnchorWatch;
import dev.keymaster.service.LocalEngine;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The anchors that the person's settings name. */
final class AnchorPlaces {
  private AnchorPlaces() {}

  static AnchorWatch watch(LocalEngine engine, Places places) {
    AnchorBook book = new AnchorBook(places.state());
    return AnchorWatch.over(
        engine, all(engine, ConfigFile.read(places.settings())), book.states(), book::remember);
  }

  private static List<Anchor> all(LocalEngine engine, ConfigFile settings) {
    List<Anchor> all = new ArrayList<>();
    wanted(settings, Setting.ANCHOR_FILE).map(Path::of).map(Anchors::file).ifPresent(all::add);
    wanted(settings, Setting.ANCHOR_COMMAND)
        .map(Path::of)
        .map(Anchors::program)
        .ifPresent(all::add);
    wanted(settings, Setting.ANCHOR_URL)
        .map(address -> server(engine, address))
        .ifPresent(all::add);
    return all;
  }

  private static Anchor server(LocalEngine engine, String address) {
    if (!address.startsWith(KeyRef.SCHEME)) {
      return Anchors.server(URI.create(address));
    }
    KeyRef ref = KeyRef.parse(address);
    return Anchors.server("server of " + ref, new HeldAddress(engine, ref));
  }

  private static Optional<String> wanted(ConfigFile settings, Setting place) {
    return settings.value(place).filter(value -> !value.equals(place.fallback()));
  }
}
