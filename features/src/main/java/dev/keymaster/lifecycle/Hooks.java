package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RotationHook;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Turn;
import dev.keymaster.model.Turn.Moment;
import java.io.IOException;

/** Tells the person's hook of rotations, and of nothing else that is under way. */
record Hooks(RotationHook hook, GuardedLifecycle vault) {
  /** Returns why it was not taken, in a few words; empty if it was. */
  String tell(Moment moment, Entry at, String detail) {
    if (at.kind() != Kind.ROTATE) {
      return "";
    }
    try {
      Turn turn = new Turn(moment, at.ref(), at.service(), at.old(), at.fresh(), detail);
      hook.tell(turn, program -> fresh(moment, at, program));
      return "";
    } catch (IOException | KeymasterException e) { // settings that are not understood, too
      return String.valueOf(e.getMessage());
    }
  }

  private Secret fresh(Moment moment, Entry at, String program) {
    if (moment != Moment.AFTER) {
      throw new BugException("there is no new key to hand over");
    }
    return vault.handOver(at.ref(), at.fresh(), program);
  }
}
