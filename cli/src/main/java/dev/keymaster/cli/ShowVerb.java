package dev.keymaster.cli;

import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code show NAME}: a hot path. */
@Command(
    description = "The value is shown masked; keymaster get prints it.",
    footer = {"  keymaster show openai", "  keymaster show km://prod/openai --json"})
final class ShowVerb extends Verb {
  @Parameters(paramLabel = "NAME", description = "name of the key, or km://ENV/NAME")
  String name = "";

  /** Fills it from plain arguments; null if they are not plain. */
  static @Nullable ShowVerb hot(Words words) {
    ShowVerb verb = new ShowVerb();
    verb.globals.take(words);
    if (words.unclear() || words.plain().size() != 1 || !words.child().isEmpty()) {
      return null;
    }
    verb.name = words.plain().getFirst();
    return verb;
  }

  @Override
  int run(Session session) {
    KeyRecord key = session.names().show(session.names().keyRef(name));
    if (session.output().json()) {
      session.output().json(KeyJson.document(key));
    } else {
      Fields.print(session.output(), fields(session, key));
    }
    return 0;
  }

  private static Map<String, String> fields(Session session, KeyRecord key) {
    KeyDetails details = key.details();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", key.name().value());
    fields.put("environment", key.environment().value());
    fields.put("service", details.service().value());
    fields.put("value", value(key));
    fields.put("status", KeyJson.word(details.status()));
    fields.put("variable", variable(session, key));
    fields.put("endpoint", details.endpoint() == null ? "" : details.endpoint());
    fields.put("tags", String.join(", ", details.tags()));
    fields.put("note", details.note());
    fields.put("owner", details.owner());
    fields.put("expires", expires(session, details));
    details.metadata().forEach((field, text) -> fields.put("meta " + field, text));
    fields.put("created", key.created().toString());
    fields.put("updated", key.updated().toString());
    fields.put("reference", new KeyRef(key.environment(), key.name()).toString());
    return fields;
  }

  private static String value(KeyRecord key) {
    return key.current()
        .map(v ->
            v.hint()
                + " (version "
                + v.number()
                + " of "
                + key.versions().size()
                + ", "
                + v.length()
                + " bytes)")
        .orElse("none");
  }

  private static String variable(Session session, KeyRecord key) {
    return session.names().variable(key.details(), key.name());
  }

  private static String expires(Session session, KeyDetails details) {
    Instant expires = details.expires();
    if (expires == null) {
      return "";
    }
    return expires + (expires.isBefore(session.now()) ? " (expired)" : "");
  }
}
