package dev.keymaster.guard;

import dev.keymaster.model.Brought;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.Reserved;
import dev.keymaster.vault.Commit;
import java.util.List;

/** Keys with their history that come from another vault: all or none. */
final class Bringing {
  private final Asking asking;

  Bringing(Asking asking) {
    this.asking = asking;
  }

  /** See {@link Guard#bring}. */
  List<KeyRecord> bring(List<Brought> keys) {
    try {
      keys.forEach(key -> Reserved.require(key.record().environment()));
      return asking.commit(
          commit -> keys.stream().flatMap(key -> asking.bringing(key.record()).stream()).toList(),
          commit -> keys.stream().map(key -> bring(commit, key)).toList());
    } finally {
      keys.forEach(Brought::close);
    }
  }

  private KeyRecord bring(Commit commit, Brought key) {
    KeyRecord stored = commit.bring(key.record(), key.values());
    String versions = stored.versions().size() + " versions";
    asking.record(commit, EventKind.IMPORT, stored.ref().toString(), versions);
    return stored;
  }
}
