package dev.keymaster.cli;

import dev.keymaster.model.AddedAlert;
import dev.keymaster.model.AlertRule;
import dev.keymaster.model.Secret;
import dev.keymaster.wire.Alerts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Alerts that are kept in a list and delivered to nobody. */
final class FakeAlerts implements Alerts {
  final List<AlertRule> rules = new ArrayList<>(AlertRule.DEFAULTS);
  final List<Trial> trials = new ArrayList<>();
  int waiting;
  @Nullable String removed;

  @Override
  public List<AlertRule> rules() {
    return rules;
  }

  @Override
  public int waiting() {
    return waiting;
  }

  @Override
  public AddedAlert add(AlertRule rule, boolean signed) {
    rules.add(rule);
    return new AddedAlert(rule, signed ? Secret.copyOf(new byte[] {1, (byte) 0xfe}) : null);
  }

  @Override
  public void remove(String name) {
    removed = name;
  }

  @Override
  public List<Trial> test(String name) {
    return trials;
  }
}
