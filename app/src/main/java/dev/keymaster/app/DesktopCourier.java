package dev.keymaster.app;

import dev.keymaster.bus.DesktopNotices;
import dev.keymaster.model.Alert;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Courier;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Tells the person at this desktop. */
final class DesktopCourier implements Courier {
  private final Map<String, String> environment;

  DesktopCourier(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public boolean reaches(AlertTarget target) {
    return desktop().isPresent();
  }

  @Override
  public void deliver(Alert alert, Duration limit) throws IOException {
    DesktopNotices desktop =
        desktop().orElseThrow(() -> new IOException("there is no session bus"));
    desktop.show("Keymaster: " + alert.rule(), alert.line(), limit);
  }

  private Optional<DesktopNotices> desktop() {
    return DesktopNotices.of(environment, (int) UserId.current());
  }
}
