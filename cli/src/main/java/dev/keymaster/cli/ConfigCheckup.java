package dev.keymaster.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Looks whether the person's settings are understood. */
final class ConfigCheckup implements Checkup {
  @Override
  public List<Finding> look(Session session) {
    Path file = session.world().places().settings();
    session.surroundings().settings().all();
    return List.of(
        Finding.ok("settings", Files.exists(file) ? file.toString() : "none of your own"));
  }
}
