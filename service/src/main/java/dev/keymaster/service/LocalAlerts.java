package dev.keymaster.service;

import dev.keymaster.guard.GuardedAlerts;
import dev.keymaster.model.AddedAlert;
import dev.keymaster.model.AlertRule;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.wire.Alerts;
import java.util.List;

/** Requests about alerts: the guard keeps the rules, the desk tries them. */
record LocalAlerts(LocalEngine engine, AlertDesk desk) implements Alerts {
  private GuardedAlerts guarded() {
    return engine.guard().alerts();
  }

  @Override
  public List<AlertRule> rules() {
    return guarded().list();
  }

  @Override
  public int waiting() {
    return guarded().waiting();
  }

  @Override
  public AddedAlert add(AlertRule rule, boolean signed) {
    return guarded().add(rule, signed, engine.ports().randomness());
  }

  @Override
  public void remove(String name) {
    guarded().remove(name);
  }

  @Override
  public List<Trial> test(String name) {
    return desk.test(
        guarded()
            .sample(name, engine.ports().clock().instant())
            .orElseThrow(() ->
                new KeymasterException(
                    Code.NOT_FOUND, "no alert " + Printable.quote(name), "keymaster alert list")));
  }
}
