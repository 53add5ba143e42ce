package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.wire.Alerts.Trial;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alert test NAME}. */
@Command(
    description =
        "Sends a sample to each target of an alert, from here, whatever its events are. Exit code 7"
            + " if none took it, 8 if some did not.",
    footer = {"  keymaster alert test prod-reveal"})
final class AlertTestVerb extends Verb {
  @Parameters(paramLabel = "NAME", description = "the alert; keymaster alert list shows them")
  String name = "";

  @Override
  int run(Session session) {
    List<Trial> trials = session.engine().alerts().test(name);
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("alert-test")
                  .objects("targets", trials.stream().map(AlertTestVerb::json).toList()));
    } else {
      trials.forEach(trial ->
          session
              .output()
              .note(trial.target() + ": " + (ok(trial) ? "delivered" : trial.failure())));
    }
    long failed = trials.stream().filter(trial -> !ok(trial)).count();
    if (failed == 0) {
      return 0;
    }
    return (failed == trials.size() ? Code.UNAVAILABLE : Code.PARTIAL).exitCode();
  }

  private static boolean ok(Trial trial) {
    return trial.failure().isEmpty();
  }

  private static Json json(Trial trial) {
    return Json.object()
        .set("target", trial.target())
        .set("delivered", ok(trial))
        .set("failure", ok(trial) ? null : trial.failure());
  }
}
