package dev.keymaster.cli;

import dev.keymaster.model.AlertRule;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.EventKind;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code alert list}. */
@Command(
    description =
        "A new vault tells the desktop of reveals in prod, refusals, bursts, programs"
            + " seen for the first time, and tampering.",
    footer = {"  keymaster alert list", "  keymaster alert list --json"})
final class AlertListVerb extends Verb {
  @Override
  int run(Session session) {
    List<AlertRule> rules = session.engine().alerts().rules();
    int waiting = session.engine().alerts().waiting();
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("alerts")
                  .objects("alerts", rules.stream().map(AlertListVerb::json).toList())
                  .set("waiting", waiting));
      return 0;
    }
    Table table = new Table("ALERT", "TO", "OF");
    rules.forEach(rule -> table.row(rule.name(), String.join(", ", targets(rule)), of(rule)));
    session.print(table);
    if (waiting > 0) {
      session.output().note(Ages.count(waiting, "message") + " waiting to be delivered");
    }
    return 0;
  }

  private static List<String> targets(AlertRule rule) {
    return rule.targets().stream().map(AlertTarget::shown).toList();
  }

  private static List<String> kinds(AlertRule rule) {
    return rule.kinds().stream().sorted().map(EventKind::word).toList();
  }

  private static String of(AlertRule rule) {
    List<String> parts = new ArrayList<>();
    if (!rule.kinds().isEmpty()) {
      parts.add(String.join(", ", kinds(rule)));
    }
    if (rule.environment() != null) {
      parts.add("env " + rule.environment());
    }
    if (rule.key() != null) {
      parts.add("key " + rule.key());
    }
    if (rule.program() != null) {
      parts.add("program " + rule.program());
    }
    if (rule.newProgram()) {
      parts.add("program seen first");
    }
    AlertRule.Burst burst = rule.burst();
    if (burst != null) {
      parts.add(burst.count() + " in " + seconds(burst));
    }
    if (rule.tampering()) {
      parts.add("tampering");
    }
    return String.join("; ", parts);
  }

  private static String seconds(AlertRule.Burst burst) {
    long seconds = burst.within().toSeconds();
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }

  private static Json json(AlertRule rule) {
    AlertRule.Burst burst = rule.burst();
    Json json =
        Json.object()
            .set("name", rule.name())
            .texts("on", kinds(rule))
            .set("environment", rule.environment())
            .set("key", rule.key())
            .set("program", rule.program())
            .set("new_program", rule.newProgram())
            .set("tampering", rule.tampering());
    if (burst != null) {
      json.set(
          "burst",
          Json.object().set("count", burst.count()).set("seconds", burst.within().toSeconds()));
    }
    return json.texts("targets", targets(rule));
  }
}
