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

  /** From when on, and how far, is looked. */
  private record View(Instant now, Duration ahead) {
    Urgency urgency(Deadline one) {
      return one.urgency(now, ahead);
    }
  }

  @Override
  int run(Session session) {
    View view = new View(session.now(), Durations.parse(within));
    if (brief) {
      session.person().leave();
    }
    List<Deadline> found;
    try {
      found = urgent(session, view);
    } catch (KeymasterException e) {
      if (brief && e.code() == Code.LOCKED) {
        return e.code().exitCode();
      }
      throw e;
    }
    report(session, found, view);
    return found.isEmpty() ? 0 : Code.FINDINGS.exitCode();
  }

  private List<Deadline> urgent(Session session, View view) {
    List<Deadline> urgent = new ArrayList<>();
    for (Deadline each : session.engine().lifecycle().deadlines(session.chosen(service))) {
      if (view.urgency(each) != Urgency.FRESH) {
        urgent.add(each);
      }
    }
    urgent.sort(Comparator.comparing(each -> view.urgency(each)));
    return urgent;
  }

  private void report(Session session, List<Deadline> found, View view) {
    Output output = session.output();
    if (output.json()) {
      List<Json> rows = found.stream().map(each -> json(each, view)).toList();
      output.json(
          Json.document("expiry").set("within", view.ahead().toString()).objects("keys", rows));
    } else if (brief) {
      line(session, found, view);
    } else if (found.isEmpty()) {
      output.note("no key ends or is to be rotated within " + within);
    } else {
      table(session, found, view);
    }
  }

  private static Json json(Deadline one, View view) {
    Duration every = one.every();
    return Json.object()
        .set("key", one.ref().toString())
        .set("service", one.service().value())
        .set("urgency", KeyJson.word(view.urgency(one)))
        .set("since", one.since())
        .set("every", every == null ? null : every.toString())
        .set("due", one.due())
        .set("expires", one.expires())
        .set("withheld", one.isWithheld(view.now()));
  }

  private static void table(Session session, List<Deadline> found, View view) {
    Table table = new Table("KEY", "ENV", "SERVICE", "IS", "SINCE", "ROTATE BY", "EXPIRES");
    for (Deadline one : found) {
      String word = KeyJson.word(view.urgency(one));
      table.row(
          one.ref().name().value(),
          one.ref().environment().value(),
          one.service().value(),
          one.isWithheld(view.now()) ? word + ", withheld" : word,
          Ages.second(one.since()),
          time(one.due()),
          time(one.expires()));
    }
    session.print(table);
  }

  private static String time(@Nullable Instant time) {
    return time == null ? "-" : Ages.second(time);
  }

  private void line(Session session, List<Deadline> found, View view) {
    Map<Urgency, Integer> counts = new EnumMap<>(Urgency.class);
    found.forEach(one -> counts.merge(view.urgency(one), 1, Integer::sum));
    if (!counts.isEmpty()) {
      List<String> words = new ArrayList<>();
      counts.forEach((urgency, count) -> words.add(count + " " + KeyJson.word(urgency)));
      session.output().line("keys: " + String.join(", ", words) + " (keymaster check-expiry)");
    }
  }
}
