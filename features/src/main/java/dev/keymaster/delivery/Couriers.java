package dev.keymaster.delivery;

import dev.keymaster.model.Alert;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Courier;
import java.io.IOException;
import java.time.Duration;

/** Chooses the way by the target. */
public final class Couriers implements Courier {
  private final Courier desktop;

  /** Makes it with the way to the desktop of this machine. */
  public Couriers(Courier desktop) {
    this.desktop = desktop;
  }

  @Override
  public boolean reaches(AlertTarget target) {
    return !(target instanceof AlertTarget.Desktop) || desktop.reaches(target);
  }

  @Override
  public void deliver(Alert alert, Duration limit) throws IOException {
    switch (alert.target()) {
      case AlertTarget.Desktop here -> desktop.deliver(alert, limit);
      case AlertTarget.Command command ->
          CommandDelivery.run(command.words(), AlertBody.of(alert), limit);
      case AlertTarget.Webhook hook -> WebhookDelivery.post(hook.address(), alert, limit);
    }
  }
}
