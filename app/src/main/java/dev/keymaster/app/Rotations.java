package dev.keymaster.app;

import dev.keymaster.cli.Places;
import dev.keymaster.delivery.RotationPrograms;
import dev.keymaster.delivery.RotationPrograms.Program;
import dev.keymaster.lifecycle.QuietHours;
import dev.keymaster.lifecycle.Schedule;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RotationHook;
import dev.keymaster.model.Turn.Moment;
import dev.keymaster.project.ConfigFile;
import dev.keymaster.project.Durations;
import dev.keymaster.project.Setting;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.service.RotationWatch;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** What the person's settings say about rotations, as they are at that moment. */
final class Rotations {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Rotations() {}

  static RotationHook hook(Places places) {
    return new RotationPrograms(moment -> program(places, moment), LIMIT);
  }

  private static Setting setting(Moment moment) {
    return switch (moment) {
      case BEFORE -> Setting.ROTATION_BEFORE;
      case AFTER -> Setting.ROTATION_AFTER;
      case FAILED -> Setting.ROTATION_FAILED;
    };
  }

  private static Optional<Program> program(Places places, Moment moment) {
    Setting wanted = setting(moment);
    return Optional.of(value(places, wanted))
        .filter(value -> !value.equals(wanted.fallback()))
        .map(value -> new Program(path(wanted, value), moment == Moment.AFTER && asks(places)));
  }

  private static Path path(Setting wanted, String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw KeymasterException.usage(
          wanted.name() + " is no path here: " + Printable.quote(value),
          "an agent needs LANG for it");
    }
  }

  private static boolean asks(Places places) {
    return Boolean.parseBoolean(value(places, Setting.ROTATION_AFTER_VALUE));
  }

  private static String value(Places places, Setting wanted) {
    return ConfigFile.read(places.settings()).value(wanted).orElse(wanted.fallback());
  }

  /** Rotates before keys are due, if that is wanted, and reminds of the others. */
  static RotationWatch watch(LocalEngine engine, Places places, Runnable read) {
    return RotationWatch.over(
        engine,
        () -> schedule(places),
        () -> Durations.parse(value(places, Setting.ROTATION_GRACE)),
        read);
  }

  private static Schedule schedule(Places places) {
    String quiet = value(places, Setting.ROTATION_QUIET);
    return new Schedule(
        Boolean.parseBoolean(value(places, Setting.ROTATION_AUTOMATIC)),
        quiet.equals(Setting.ROTATION_QUIET.fallback()) ? QuietHours.NONE : QuietHours.parse(quiet),
        ZoneId.systemDefault());
  }
}
