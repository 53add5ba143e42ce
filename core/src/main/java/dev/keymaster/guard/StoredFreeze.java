package dev.keymaster.guard;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.Freeze;
import dev.keymaster.model.ServiceName;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Reading;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The freeze that lies in the vault (docs/format.md §7.4.4). */
final class StoredFreeze {
  private static final String DOCUMENT = "freeze";

  private StoredFreeze() {}

  /** Returns it; null if nothing is frozen. */
  static @Nullable Freeze of(Reading reading) {
    byte @Nullable [] stored = reading.document(DOCUMENT);
    return stored == null ? null : decode(new FieldReader("the freeze", stored));
  }

  private static Freeze decode(FieldReader in) {
    Instant since = in.time(1);
    Set<ServiceName> services =
        in.texts(2).stream().map(ServiceName::new).collect(Collectors.toSet());
    Freeze freeze = new Freeze(since, services);
    in.end();
    return freeze;
  }

  static void store(Commit commit, Freeze freeze) {
    Fields fields = new Fields().time(1, freeze.since());
    freeze.services().forEach(service -> fields.text(2, service.value()));
    commit.putDocument(DOCUMENT, fields.encoded());
  }

  static void remove(Commit commit) {
    commit.removeDocument(DOCUMENT);
  }
}
