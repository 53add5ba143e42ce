package dev.keymaster.cli;

import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ls}: a hot path. */
@Command(
    description =
        "A table on a terminal, otherwise one name per line. Lists the chosen environment, or all"
            + " of them with --all.",
    footer = {
      "  keymaster ls",
      "  keymaster ls --all --service openai",
      "  keymaster ls --plain | fzf",
      "  keymaster ls --json"
    })
final class ListVerb extends Verb {
  @Option(
      names = {"-a", "--all"},
      description = "all environments; names become km:// references")
  boolean all;

  @Option(names = "--plain", description = "one name per line, also on a terminal")
  boolean plain;

  @Option(names = "--service", paramLabel = "SERVICE", description = "only keys of this service")
  @Nullable String service;

  @Option(names = "--tag", paramLabel = "TAG", description = "only keys with this tag")
  @Nullable String tag;

  /** Fills it from plain arguments; null if they are not plain. */
  static @Nullable ListVerb hot(Words words) {
    ListVerb verb = new ListVerb();
    verb.globals.take(words);
    verb.all = words.flag("--all");
    verb.plain = words.flag("--plain");
    verb.service = words.option("--service");
    verb.tag = words.option("--tag");
    boolean understood = !words.unclear() && words.plain().isEmpty() && words.child().isEmpty();
    return understood ? verb : null;
  }

  @Override
  int run(Session session) {
    List<KeySummary> keys =
        session.names().list(selection(session)).stream()
            .filter(key -> tag == null || key.tags().contains(tag))
            .toList();
    Output output = session.output();
    if (output.json()) {
      output.json(
          Json.document("keys").objects("keys", keys.stream().map(KeyJson::summary).toList()));
    } else if (plain || !session.world().terminal().has(Terminal.Stream.OUT)) {
      keys.forEach(key -> output.line(name(key)));
    } else {
      table(session, keys);
    }
    return 0;
  }

  private Selection selection(Session session) {
    return new Selection(
        all ? null : session.environment(),
        service == null ? null : new ServiceName(service),
        null);
  }

  private String name(KeySummary key) {
    return all ? "km://" + key.environment() + "/" + key.name() : key.name().value();
  }

  private void table(Session session, List<KeySummary> keys) {
    if (keys.isEmpty()) {
      session.output().note(nothing(session));
      return;
    }
    Instant now = session.world().clock().instant();
    Table table = new Table("NAME", "ENV", "SERVICE", "VALUE", "VERSION", "CHANGED", "NOTES");
    for (KeySummary key : keys) {
      table.row(
          key.name().value(),
          key.environment().value(),
          key.service().value(),
          key.hint(),
          "#" + key.version(),
          Ages.ago(key.updated(), now),
          notes(key, now));
    }
    session.print(table);
  }

  private String nothing(Session session) {
    return "no keys"
        + (all ? "" : " in " + session.environment())
        + "; keymaster add NAME stores one";
  }

  private static String notes(KeySummary key, Instant now) {
    StringBuilder notes = new StringBuilder();
    if (key.status() != KeyStatus.ACTIVE) {
      notes.append(KeyJson.word(key.status())).append("; ");
    }
    Instant expires = key.expires();
    if (expires != null) {
      boolean over = expires.isBefore(now);
      notes.append(over ? "expired " : "expires in ");
      notes.append(over ? Ages.ago(expires, now) : Ages.left(Duration.between(now, expires)));
      notes.append("; ");
    }
    notes.append(String.join(", ", key.tags()));
    return notes.toString().replaceAll("; $", "");
  }
}
