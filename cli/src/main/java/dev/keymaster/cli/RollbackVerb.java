package dev.keymaster.cli;

import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollback NAME}. */
@Command(
    description =
        "The version before the current one, or the one that --to names, is handed out again. No"
            + " version is lost: rolling forward is a rollback too.",
    footer = {"  keymaster rollback openai", "  keymaster rollback openai --to 3"})
final class RollbackVerb extends Verb {
  @Parameters(paramLabel = "NAME", description = "name of the key, or km://ENV/NAME")
  String name = "";

  @Option(names = "--to", paramLabel = "VERSION", description = "number of the version")
  @Nullable Integer to;

  @Override
  int run(Session session) {
    KeyRef ref = session.names().keyRef(name);
    try {
      KeyRecord key = session.engine().keys().rollback(ref.environment(), ref.name(), to);
      report(session, key);
    } catch (KeymasterException e) {
      throw to == null ? session.names().explained(e, ref) : e;
    }
    return 0;
  }

  private static void report(Session session, KeyRecord key) {
    if (session.output().json()) {
      session.output().json(KeyJson.document(key));
      return;
    }
    int current = key.current().map(KeyVersion::number).orElse(0);
    session.output().note(key.name() + " in " + key.environment() + " is #" + current + " again");
  }
}
