package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.PruneReport;
import dev.keymaster.project.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit prune}. */
@Command(
    description =
        "Erases events that are older than they have to be kept. Their hashes stay, so every proof"
            + " still holds, and that it was done is an event itself. Nothing younger than 90 days goes;"
            + " --minimum raises that for ever.",
    footer = {
      "  keymaster audit prune",
      "  keymaster audit prune --keep 365d",
      "  keymaster audit prune --minimum 180d"
    })
final class AuditPruneVerb extends Verb {
  @Option(
      names = "--keep",
      paramLabel = "DAYS",
      description = "how long to keep, default the minimum")
  @Nullable String keep;

  @Option(names = "--minimum", paramLabel = "DAYS", description = "raise the minimum")
  @Nullable String minimum;

  @Override
  int run(Session session) {
    PruneReport report = session.engine().log().prune(days(keep), days(minimum));
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("pruning")
                  .set("days", report.days())
                  .set("minimum", report.minimum())
                  .set("erased", report.erased())
                  .set("pruned", report.pruned()));
    } else {
      session
          .output()
          .note(
              "erased "
                  + Ages.count(report.erased(), "event")
                  + " older than "
                  + report.days()
                  + " days; at least "
                  + report.minimum()
                  + " days are always kept");
    }
    return 0;
  }

  private static @Nullable Integer days(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Duration duration = Durations.parse(text);
    if (!Duration.ofDays(duration.toDays()).equals(duration)) {
      throw KeymasterException.usage(
          "not whole days: " + Printable.quote(text), "keymaster audit prune --keep 120d");
    }
    return Math.toIntExact(duration.toDays());
  }
}
