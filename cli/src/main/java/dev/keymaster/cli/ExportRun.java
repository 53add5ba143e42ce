package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.exchange.ExportDocument;
import dev.keymaster.model.Brought;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Profile;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.VersionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Makes the document of an export: everything is released in one commit, or nothing. */
final class ExportRun {
  private final Session session;
  private final Release how;
  private final List<String> left = new ArrayList<>();

  /**
   * Makes it.
   *
   * @param detail what the record says of each value
   */
  ExportRun(Session session, String detail) {
    this.session = session;
    this.how = new Release(EventKind.EXPORT, detail);
  }

  /** Keys that were left out, because they are not handed out. */
  List<String> left() {
    return List.copyOf(left);
  }

  /**
   * Returns the document, which the caller closes; NOT_FOUND if no key is chosen.
   *
   * @param whole whether what is no key belongs to it
   */
  ExportDocument document(Selection selection, boolean whole) throws IOException {
    List<KeyRecord> records = records(selection);
    if (records.isEmpty()) {
      throw new KeymasterException(Code.NOT_FOUND, "no keys to export", "keymaster ls");
    }
    List<Profile> profiles = whole ? session.engine().profiles().all() : List.of();
    String policy = whole ? session.engine().access().policy() : "";
    String configuration = whole ? configuration() : "";
    return new ExportDocument(session.now(), brought(records), profiles, policy, configuration);
  }

  private List<KeyRecord> records(Selection selection) {
    List<KeyRecord> records = new ArrayList<>();
    for (KeySummary key : session.names().list(selection)) {
      if (key.status() != KeyStatus.ACTIVE || key.version() == 0) {
        left.add(key.environment() + "/" + key.name());
      } else {
        records.add(settled(session.engine().keys().show(key.environment(), key.name())));
      }
    }
    return records;
  }

  /** Without versions that are not in force yet: they belong to a rotation that is under way. */
  private static KeyRecord settled(KeyRecord key) {
    return new KeyRecord(
        key.environment(),
        key.name(),
        key.details(),
        key.created(),
        key.updated(),
        key.versions().stream()
            .filter(version -> version.state() != VersionState.PENDING)
            .toList());
  }

  private List<Brought> brought(List<KeyRecord> records) {
    List<KeyRef> refs = records.stream().flatMap(key -> live(key).stream()).toList();
    List<Released> released = session.engine().keys().release(refs, how);
    try {
      Iterator<Released> next = released.iterator();
      List<Brought> brought = new ArrayList<>();
      for (KeyRecord key : records) {
        List<Secret> values = live(key).stream().map(ref -> next.next().value().copy()).toList();
        brought.add(new Brought(key, values));
      }
      return brought;
    } finally {
      released.forEach(Released::close);
    }
  }

  private static List<KeyRef> live(KeyRecord key) {
    return key.versions().stream()
        .filter(version -> version.state() != VersionState.DESTROYED)
        .map(KeyVersion::number)
        .map(number -> new KeyRef(key.environment(), key.name(), number))
        .toList();
  }

  private String configuration() throws IOException {
    Path settings = session.world().places().settings();
    return Files.exists(settings) ? Files.readString(settings, UTF_8) : "";
  }
}
