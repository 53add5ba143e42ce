package dev.keymaster.cli;

import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Stored;

/** Says what became of a value. */
final class StoredReport {
  private StoredReport() {}

  static void print(Session session, Stored stored) {
    if (session.output().json()) {
      session
          .output()
          .json(KeyJson.document(stored.record()).set("outcome", KeyJson.word(stored.outcome())));
    } else {
      session.output().note(line(stored));
    }
  }

  private static String line(Stored stored) {
    KeyRecord key = stored.record();
    String what = key.name() + " in " + key.environment();
    KeyVersion version = key.current().orElse(null);
    String which = version == null ? "" : " as #" + version.number() + " (" + version.hint() + ")";
    return switch (stored.outcome()) {
      case CREATED, NEW_VERSION -> "stored " + what + which;
      case UNCHANGED -> "unchanged: " + what + " had this value already";
    };
  }
}
