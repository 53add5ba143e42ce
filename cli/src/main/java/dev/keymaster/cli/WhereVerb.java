package dev.keymaster.cli;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.KeyRef;
import dev.keymaster.report.Whereabouts;
import dev.keymaster.report.Whereabouts.Recipient;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code where NAME}. */
@Command(
    description =
        "Lists every program, provider and file that ever got the value, as the audit log tells, who"
            + " got it last first. Works for a key that was removed too.",
    footer = {"  keymaster where openai", "  keymaster where km://prod/stripe --json"})
final class WhereVerb extends Verb {
  @Parameters(paramLabel = "NAME", description = "name of the key, or km://ENV/NAME")
  String name = "";

  @Override
  int run(Session session) {
    KeyRef ref = session.names().keyRef(name);
    List<Event> events = session.engine().log().events(filter());
    List<Recipient> recipients = Whereabouts.of(ref, events);
    if (recipients.isEmpty()) {
      session.names().show(ref); // a name that never was is no key that nobody got
    }
    if (session.output().json()) {
      session.output().json(json(ref, recipients));
    } else if (recipients.isEmpty()) {
      session.output().note("nobody got " + ref.name() + " in " + ref.environment() + " so far");
    } else {
      session.print(table(recipients));
    }
    return 0;
  }

  private static EventFilter filter() {
    return new EventFilter(
        null, null, Whereabouts.KINDS, null, null, null, null, 0, EventFilter.MOST);
  }

  private static Table table(List<Recipient> recipients) {
    Table table = new Table("HOW", "TO", "ASKED BY", "UID", "VERSION", "TIMES", "FIRST", "LAST");
    for (Recipient one : recipients) {
      table.row(
          KeyJson.word(one.way()),
          one.to(),
          one.by(),
          Long.toString(one.uid()),
          one.versions().isEmpty() ? "-" : one.versions(),
          Long.toString(one.times()),
          Ages.second(one.first()),
          Ages.second(one.last()));
    }
    return table;
  }

  private static Json json(KeyRef ref, List<Recipient> recipients) {
    return Json.document("where")
        .set("key", ref.toString())
        .objects("recipients", recipients.stream().map(WhereVerb::json).toList());
  }

  private static Json json(Recipient one) {
    return Json.object()
        .set("how", KeyJson.word(one.way()))
        .set("to", one.to())
        .set("asked_by", one.by())
        .set("uid", one.uid())
        .set("versions", one.versions())
        .set("times", one.times())
        .set("first", one.first())
        .set("last", one.last());
  }
}
