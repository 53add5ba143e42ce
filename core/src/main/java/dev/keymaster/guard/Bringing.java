package dev.keymaster.guard;

import dev.keymaster.model.Brought;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Reserved;
import dev.keymaster.vault.Commit;
import java.util.ArrayList;
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
          commit -> {
            refuseClaims(commit, keys);
            return keys.stream().map(key -> bring(commit, key)).toList();
          });
    } finally {
      keys.forEach(Brought::close);
    }
  }

  /** What is a key's at its provider is that key's alone: by the other one it could be ended. */
  private static void refuseClaims(Commit commit, List<Brought> keys) {
    List<KeyRecord> issued =
        keys.stream().map(Brought::record).filter(KeyRecord::isIssued).toList();
    List<KeyRecord> held = new ArrayList<>();
    if (!issued.isEmpty()) {
      commit.list().forEach(key -> held.add(commit.existing(key.environment(), key.name())));
    }
    for (KeyRecord key : issued) {
      for (KeyRecord other : held) {
        if (key.sharesIssue(other)) {
          throw new KeymasterException(
              Code.CONFLICT,
              key.ref() + " says that it is what " + other.ref() + " is at its provider",
              "keymaster show " + other.name() + " --env " + other.environment());
        }
      }
      held.add(key);
    }
  }

  private KeyRecord bring(Commit commit, Brought key) {
    KeyRecord stored = commit.bring(key.record(), key.values());
    String versions = stored.versions().size() + " versions";
    asking.record(commit, EventKind.IMPORT, stored.ref().toString(), versions);
    return stored;
  }
}
