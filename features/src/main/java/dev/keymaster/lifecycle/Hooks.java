package dev.keymaster.lifecycle;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RotationHook;
import dev.keymaster.model.Turn;
import dev.keymaster.model.Turn.Moment;
import java.io.IOException;

/** Tells the person's hook of rotations, and of nothing else that is under way. */
record Hooks(RotationHook hook) {
  /** Returns why it was not taken, in a few words; empty if it was. */
  String tell(Moment moment, Entry at, String detail) {
    if (at.kind() != Kind.ROTATE) {
      return "";
    }
    try {
      hook.tell(new Turn(moment, at.ref(), at.service(), at.old(), at.fresh(), detail));
      return "";
    } catch (IOException | KeymasterException e) { // settings that are not understood, too
      return String.valueOf(e.getMessage());
    }
  }
}
