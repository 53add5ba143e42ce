package dev.keymaster.cli;

import dev.keymaster.model.KeyRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keys show}. */
@Command(
    description =
        "The value is shown masked. The reference leads get, run, history and rollback to it.",
    footer = {
      "  keymaster keys show --service openai",
      "  keymaster keys show --service openai --user ada@example.org --json"
    })
final class KeysShowVerb extends Verb {
  @Mixin WhoseOptions options = new WhoseOptions();

  @Override
  int run(Session session) {
    KeyRecord key = options.show(session);
    if (session.output().json()) {
      session.output().json(UserKeys.document(key));
    } else {
      Fields.print(session.output(), fields(key));
    }
    return 0;
  }

  private static Map<String, String> fields(KeyRecord key) {
    Instant expires = key.details().expires();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("service", key.details().service().value());
    fields.put("user", UserKeys.user(key));
    fields.put("value", UserKeys.hint(key));
    fields.put("active", UserKeys.active(key) ? "yes" : "no");
    fields.put("note", key.details().note());
    fields.put("expires", expires == null ? "" : expires.toString());
    fields.put("created", key.created().toString());
    fields.put("updated", key.updated().toString());
    fields.put("reference", key.ref().toString());
    return fields;
  }
}
