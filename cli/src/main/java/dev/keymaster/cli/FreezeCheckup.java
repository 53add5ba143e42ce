package dev.keymaster.cli;

import dev.keymaster.model.Freeze;
import java.util.List;

/** Looks whether values are handed out, as far as an agent can tell. */
final class FreezeCheckup implements Checkup {
  @Override
  public List<Finding> look(Session session) {
    return KnownFreeze.of(session).map(FreezeCheckup::finding).map(List::of).orElse(List.of());
  }

  static Finding finding(Freeze freeze) {
    return Finding.warn("releases", KnownFreeze.shown(freeze), "keymaster panic --end");
  }
}
