package dev.keymaster.cli;

import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceUser;
import dev.keymaster.model.Stored;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keys store}. */
@Command(
    description =
        "For programs that keep keys of their own users: one key for each service and user, beside"
            + " the names that you give. A key that is there already gets a new version and is"
            + " active again. The value comes in as with keymaster add, never as an argument.",
    footer = {
      "  keymaster keys store --service openai --user ada@example.org",
      "  keymaster keys store --service openai --stdin < key.txt      for everybody",
      "  keymaster keys store --service stability --user 4711 --expires 90d"
    })
final class KeysStoreVerb extends Verb implements TakesSecret {
  @Mixin WhoseOptions options = new WhoseOptions();

  @Option(names = "--note", paramLabel = "TEXT", description = "note, free text")
  @Nullable String note;

  @Option(
      names = "--expires",
      paramLabel = "WHEN",
      description = "when it ceases to be valid: 90d, 2027-01-31 or never")
  @Nullable String expires;

  @Mixin SecretInput input = new SecretInput();

  @Override
  int run(Session session) {
    ServiceUser whose = options.whose();
    session.names().refuseValue(whose.user(), "keys store --service " + whose.service());
    KeyEdit said = said(session, whose);
    String what = "Key of " + whose.user() + " at " + whose.service();
    Secret value = input.read(session, what, Intent.store(whose.ref(), whose.service()));
    KindCheck.warn(session, whose.service(), value);
    report(session, store(session, whose, value, said));
    return 0;
  }

  /** Whatever else is known of the key stays; a key that was put out of use is in use again. */
  private KeyEdit said(Session session, ServiceUser whose) {
    return new KeyEdit(
        whose.service(),
        List.of(),
        List.of(),
        note,
        null,
        null,
        null,
        expires == null ? null : When.parse(expires, session.now()),
        KeyStatus.ACTIVE,
        Map.of(ServiceUser.FIELD, whose.user()),
        Set.of());
  }

  private static Stored store(Session session, ServiceUser whose, Secret value, KeyEdit said) {
    KeyRef ref = whose.ref();
    KeyDetails details = said.applyTo(known(session, whose));
    String hint = session.catalogue().hint(value);
    NewKey key =
        new NewKey(ref.environment(), ref.name(), value, details, hint, NewKey.Mode.UPSERT);
    Stored stored = session.engine().keys().store(List.of(key)).getFirst();
    if (stored.outcome() != Stored.Outcome.UNCHANGED || stored.record().details().equals(details)) {
      return stored;
    }
    KeyRecord now = session.engine().keys().edit(ref.environment(), ref.name(), said);
    return new Stored(Stored.Outcome.UNCHANGED, now);
  }

  private static KeyDetails known(Session session, ServiceUser whose) {
    try {
      return session.engine().keys().show(ServiceUser.ENVIRONMENT, whose.ref().name()).details();
    } catch (KeymasterException e) {
      if (e.code() != Code.NOT_FOUND) {
        throw e;
      }
      return KeyDetails.of(whose.service());
    }
  }

  private void report(Session session, Stored stored) {
    KeyRecord key = stored.record();
    if (session.output().json()) {
      session.output().json(UserKeys.document(key).set("outcome", KeyJson.word(stored.outcome())));
      return;
    }
    String whose = "key of " + options.user + " at " + options.service;
    String version = "#" + key.current().map(KeyVersion::number).orElse(0);
    session
        .output()
        .note(
            stored.outcome() == Stored.Outcome.UNCHANGED
                ? "unchanged: the " + whose + " had this value already"
                : "stored the " + whose + " as " + version + " (" + UserKeys.hint(key) + ")");
  }
}
