package dev.keymaster.cli;

import dev.keymaster.model.Deadline;
import dev.keymaster.model.Deadline.Urgency;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.project.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code check-expiry}. */
@Command(
    description =
        "Tells which keys have ended or end soon, and which are to be rotated by the policy. Exit"
            + " code 10 if there are any.",
    footer = {
      "  keymaster check-expiry",
      "  keymaster check-expiry --within 30d --service openrouter --json",
      "  keymaster check-expiry --brief     one line or none, for the start of a shell"
    })
final class CheckExpiryVerb extends Verb {
  @Option(
      names = "--within",
      paramLabel = "TIME",
      description = "how far ahead to look, such as 30d; 14d if left out")
  String within = "14d";

  @Option(names = "--service", paramLabel = "SERVICE", description = "only keys of this service")
  @Nullable String service;

  @Option(
      names = "--brief",
      description = "say it in one line, or nothing; never ask, and be silent while locked")
  boolean brief;

  @Override
  int run(Session session) {
    Duration ahead = Durations.parse(within);
    if (brief) {
      session.person().leave();
    }
    List<Deadline> found;
    try {
      found = urgent(session, ahead);
    } catch (KeymasterException e) {
      if (brief && e.code() == Code.LOCKED) {
        return e.code().exitCode();
      }
      throw e;
    }
    report(session, found, ahead);
    return found.isEmpty() ? 0 : Code.FINDINGS.exitCode();
  }

  private List<Deadline> urgent(Session session, Duration ahead) {
    List<Deadline> urgent = new ArrayList<>();
    for (Deadline each : session.engine().lifecycle().deadlines(session.chosen(service))) {
      if (each.urgency(session.now(), ahead) != Urgency.FRESH) {
        urgent.add(each);
      }
    }
    urgent.sort(Comparator.comparing(each -> each.urgency(session.now(), ahead)));
    return urgent;
  }

  private void report(Session session, List<Deadline> found, Duration ahead) {
    Output output = session.output();
    if (output.json()) {
      List<Json> rows = found.stream().map(each -> json(session, each, ahead)).toList();
      output.json(Json.document("expiry").set("within", ahead.toString()).objects("keys", rows));
    } else if (brief) {
      line(session, found, ahead);
    } else if (found.isEmpty()) {
      output.note("no key ends or is to be rotated within " + within);
    } else {
      table(session, found, ahead);
    }
  }

  private static Json json(Session session, Deadline one, Duration ahead) {
    Duration every = one.every();
    return Json.object()
        .set("key", one.ref().toString())
        .set("service", one.service().value())
        .set("urgency", KeyJson.word(one.urgency(session.now(), ahead)))
        .set("since", one.since())
        .set("every", every == null ? null : every.toString())
        .set("due", one.due())
        .set("expires", one.expires())
        .set("withheld", one.isWithheld(session.now()));
  }

  private static void table(Session session, List<Deadline> found, Duration ahead) {
    Table table = new Table("KEY", "ENV", "SERVICE", "IS", "SINCE", "ROTATE BY", "EXPIRES");
    for (Deadline one : found) {
      String word = KeyJson.word(one.urgency(session.now(), ahead));
      table.row(
          one.ref().name().value(),
          one.ref().environment().value(),
          one.service().value(),
          one.isWithheld(session.now()) ? word + ", withheld" : word,
          Ages.second(one.since()),
          time(one.due()),
          time(one.expires()));
    }
    session.print(table);
  }

  private static String time(@Nullable Instant time) {
    return time == null ? "-" : Ages.second(time);
  }

  private void line(Session session, List<Deadline> found, Duration ahead) {
    Map<Urgency, Integer> counts = new EnumMap<>(Urgency.class);
    found.forEach(one -> counts.merge(one.urgency(session.now(), ahead), 1, Integer::sum));
    if (!counts.isEmpty()) {
      List<String> words = new ArrayList<>();
      counts.forEach((urgency, count) -> words.add(count + " " + KeyJson.word(urgency)));
      session.output().line("keys: " + String.join(", ", words) + " (keymaster check-expiry)");
    }
  }
}
