package dev.keymaster.cli;

import dev.keymaster.model.AnchorState;
import dev.keymaster.model.Printable;
import dev.keymaster.project.AnchorBook;
import java.util.List;

/** Whether checkpoints of the log reach the places where they are kept. */
final class AnchorCheckup implements Checkup {
  private static final String ABOUT = "anchors";

  @Override
  public List<Finding> look(Session session) {
    return new AnchorBook(session.world().places().state())
        .states().stream().map(AnchorCheckup::finding).toList();
  }

  private static Finding finding(AnchorState state) {
    String place = Printable.clean(state.place());
    if (state.failure().isEmpty()) {
      return Finding.ok(ABOUT, place + " has " + state.events() + " events, since " + state.time());
    }
    String kept = state.events() < 0 ? "nothing" : state.events() + " events";
    String why = Printable.clean(state.failure());
    return Finding.warn(
        ABOUT,
        place + " has " + kept + ", and takes no more since " + state.time() + ": " + why,
        "keymaster config list");
  }
}
