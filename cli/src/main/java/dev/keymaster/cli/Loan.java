package dev.keymaster.cli;

import dev.keymaster.model.ChildOrder;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.project.ControlVariables;
import dev.keymaster.run.Attendant;
import dev.keymaster.run.Launch;
import dev.keymaster.run.Outcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A program with a key of its own, which is revoked when the program ends. */
final class Loan {
  private final Session session;
  private final ChildOrder order;
  private final Masking masking;

  Loan(Session session, ChildOrder order, Masking masking) {
    this.session = session;
    this.order = order;
    this.masking = masking;
  }

  /** Runs the program; the key takes the place of what else would become its variable. */
  Outcome run(List<String> command, Injection others, Release how) {
    Attendant attendant = session.world().attendant(); // before a key is made that nobody would end
    String variable = KnownProvider.named(session, order.service().value()).variable();
    ControlVariables.refuse(variable);
    Map<String, Secret> values = others.release(how, variable);
    try {
      Launch without = new Launch(command, values); // what cannot be started costs no key
      return run(without, variable, attendant);
    } finally {
      values.values().forEach(Secret::close);
    }
  }

  private Outcome run(Launch without, String variable, Attendant attendant) {
    try (Released lent = session.engine().lifecycle().lend(order)) {
      Map<String, Secret> values = new LinkedHashMap<>(without.injected());
      values.put(variable, lent.value());
      session.output().note(begun(lent));
      session.output().flush();
      KeyRef ref = lent.record().ref();
      Launch launch = new Launch(without.command(), values, masking.masks(session, values));
      return attendant.run(launch, () -> end(ref));
    }
  }

  private String begun(Released lent) {
    Instant end = lent.record().details().expires();
    String until = end == null ? "" : ", or at " + Ages.second(end);
    return order.service()
        + " made "
        + lent.record().name()
        + " for "
        + order.program()
        + "; it is revoked at its end"
        + until;
  }

  /** The program's exit code stands whatever comes of this, and nobody is asked anything. */
  private void end(KeyRef ref) {
    String trouble;
    try {
      Progress progress = session.engine().lifecycle().end(ref);
      trouble = progress.ending() == Ending.DONE ? "" : progress.note();
    } catch (KeymasterException e) {
      trouble = String.valueOf(e.getMessage());
    }
    if (!trouble.isEmpty()) {
      session
          .output()
          .warn(
              ref.name()
                  + " is not revoked yet: "
                  + trouble
                  + "; the agent tries again, or now: keymaster rotate --resume");
    }
  }
}
