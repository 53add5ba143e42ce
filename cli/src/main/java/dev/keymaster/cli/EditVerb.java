package dev.keymaster.cli;

import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edit NAME}. */
@Command(
    description =
        "Details change in place; --value stores a new version and keeps the old one for rollback."
            + " An empty text clears a field.",
    footer = {
      "  keymaster edit openai --value",
      "  keymaster edit openai --tag batch --untag trial --note 'for the nightly job'",
      "  keymaster edit openai --expires never --status inactive",
      "  printf %%s \"$NEW\" | keymaster edit openai --env prod --value --stdin"
    })
final class EditVerb extends Verb implements TakesSecret {
  @Parameters(paramLabel = "NAME", description = "name of the key, or km://ENV/NAME")
  String name = "";

  @Option(names = "--value", description = "store a new version")
  boolean value;

  @Mixin DetailOptions details = new DetailOptions();

  @Option(names = "--untag", paramLabel = "TAG", description = "take a tag away")
  List<String> untag = List.of();

  @Option(names = "--unmeta", paramLabel = "FIELD", description = "remove a field of your own")
  List<String> unmeta = List.of();

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "active, or inactive: kept but not handed out")
  @Nullable String status;

  @Mixin SecretInput input = new SecretInput();

  @Override
  int run(Session session) {
    KeyRef ref = session.names().keyRef(name);
    KeyEdit edit = details.edit(session.now(), untag, status(), unmeta);
    if (!value && input.given()) {
      throw KeymasterException.usage("a value is given but not asked for", "add --value");
    }
    if (!value
        && edit.equals(new DetailOptions().edit(session.now(), List.of(), null, List.of()))) {
      throw KeymasterException.usage("nothing to change", "keymaster edit --help");
    }
    try {
      change(session, ref, edit);
    } catch (KeymasterException e) {
      throw session.names().explained(e, ref);
    }
    return 0;
  }

  private void change(Session session, KeyRef ref, KeyEdit edit) {
    if (value) {
      store(session, ref, edit);
      return;
    }
    KeyRecord key = session.engine().keys().edit(ref.environment(), ref.name(), edit);
    if (session.output().json()) {
      session.output().json(KeyJson.document(key));
    } else {
      session.output().note("changed " + ref.name() + " in " + ref.environment());
    }
  }

  /** New version and new details in one commit. */
  private void store(Session session, KeyRef ref, KeyEdit edit) {
    KeyRecord key = session.engine().keys().show(ref.environment(), ref.name());
    KeyDetails said = edit.applyTo(key.details());
    String what = "New value of " + ref.name() + " in " + ref.environment();
    Secret next = input.read(session, what, Intent.store(ref, said.service()));
    KindCheck.warn(session, said.service(), next);
    String hint = session.catalogue().hint(next);
    NewKey version =
        new NewKey(ref.environment(), ref.name(), next, said, hint, NewKey.Mode.NEW_VERSION);
    StoredReport.print(session, session.engine().keys().store(List.of(version)).getFirst());
  }

  private @Nullable KeyStatus status() {
    return switch (status == null ? "" : status) {
      case "" -> null;
      case "active" -> KeyStatus.ACTIVE;
      case "inactive" -> KeyStatus.INACTIVE;
      default ->
          throw KeymasterException.usage(
              "not a status: " + Printable.quote(status == null ? "" : status),
              "active or inactive");
    };
  }
}
