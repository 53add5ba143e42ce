package dev.keymaster.cli;

import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keys deactivate}. */
@Command(
    description =
        "The key stays, but is not handed out any more. Storing a value for the same service and"
            + " user puts it to use again.",
    footer = {"  keymaster keys deactivate --service openai --user ada@example.org"})
final class KeysDeactivateVerb extends Verb {
  @Mixin WhoseOptions options = new WhoseOptions();

  @Override
  int run(Session session) {
    KeyRecord there = options.show(session);
    KeyRecord key =
        session
            .engine()
            .keys()
            .edit(there.environment(), there.name(), KeyEdit.status(KeyStatus.INACTIVE));
    if (session.output().json()) {
      session.output().json(UserKeys.document(key));
    } else {
      session
          .output()
          .note("the key of " + options.user + " at " + options.service + " is not handed out now");
    }
    return 0;
  }
}
