package dev.keymaster.cli;

import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.ServiceUser;
import dev.keymaster.wire.Keys;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keys list}. */
@Command(
    description =
        "Keys of users, without their values; those that you gave names are listed by keymaster ls.",
    footer = {
      "  keymaster keys list",
      "  keymaster keys list --service openai",
      "  keymaster keys list --user ada@example.org --json"
    })
final class KeysListVerb extends Verb {
  @Option(names = "--service", paramLabel = "SERVICE", description = "only of this service")
  @Nullable String service;

  @Option(names = "--user", paramLabel = "USER", description = "only of this user")
  @Nullable String user;

  @Override
  int run(Session session) {
    List<KeyRecord> keys = keys(session.engine().keys());
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("user-keys")
                  .objects("keys", keys.stream().map(UserKeys::object).toList()));
    } else if (keys.isEmpty()) {
      session.output().note("no keys of users; keymaster keys store --service SERVICE stores one");
    } else {
      session.print(table(session, keys));
    }
    return 0;
  }

  /** The listing does not say whose a key is, so each is looked at. */
  private List<KeyRecord> keys(Keys keys) {
    ServiceName only = service == null ? null : new ServiceName(service);
    return keys.list(new Selection(ServiceUser.ENVIRONMENT, only, null)).stream()
        .map(key -> record(keys, key))
        .filter(key -> user == null || UserKeys.user(key).equals(user))
        .sorted(
            Comparator.comparing((KeyRecord key) -> key.details().service())
                .thenComparing(UserKeys::user))
        .toList();
  }

  private static KeyRecord record(Keys keys, KeySummary key) {
    return keys.show(key.environment(), key.name());
  }

  private static Table table(Session session, List<KeyRecord> keys) {
    Table table = new Table("SERVICE", "USER", "VALUE", "ACTIVE", "CHANGED");
    for (KeyRecord key : keys) {
      table.row(
          key.details().service().value(),
          UserKeys.user(key),
          UserKeys.hint(key),
          UserKeys.active(key) ? "yes" : "no",
          Ages.ago(key.updated(), session.now()));
    }
    return table;
  }
}
