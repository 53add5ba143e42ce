package dev.keymaster.guard;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.Secret;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.Request;
import dev.keymaster.vault.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How values leave: decided, recorded and only then handed over. */
final class Releases {
  private final Asking asking;

  Releases(Asking asking) {
    this.asking = asking;
  }

  /** See {@link Guard#release}. */
  List<Released> release(List<KeyRef> refs, Release release) {
    List<Released> values = new ArrayList<>();
    AtomicReference<@Nullable KeyRecord> asleep = new AtomicReference<>();
    try {
      List<Released> released =
          asking.commit(
              commit -> refs.stream().map(ref -> releasing(commit, ref, release)).toList(),
              commit -> {
                values.forEach(Released::close);
                values.clear();
                asleep.set(notActive(commit, refs));
                if (asleep.get() == null) {
                  refs.forEach(ref -> values.add(release(commit, ref, release)));
                }
                return List.copyOf(values);
              });
      KeyRecord refused = asleep.get();
      if (refused != null) {
        throw notActive(refused);
      }
      return released;
    } catch (RuntimeException e) {
      values.forEach(Released::close);
      throw e;
    }
  }

  private Request releasing(Commit commit, KeyRef ref, Release release) {
    Operation operation =
        switch (release.kind()) {
          case DELIVER -> Operation.DELIVER;
          case VERIFY -> Operation.VERIFY;
          default -> Operation.REVEAL;
        };
    return asking.about(operation, commit.existing(ref.environment(), ref.name()));
  }

  /** Finds the first of these that is not handed out, and records who asked for it. */
  private @Nullable KeyRecord notActive(Commit commit, List<KeyRef> refs) {
    for (KeyRef ref : refs) {
      KeyRecord key = commit.existing(ref.environment(), ref.name());
      if (withheld(key)) {
        String why = "it is " + word(key);
        asking.record(commit, EventKind.DENIED, key.ref().toString(), why);
        return key;
      }
    }
    return null;
  }

  private static KeymasterException notActive(KeyRecord key) {
    return new KeymasterException(
        Code.DENIED,
        key.ref() + " is not handed out: it is " + word(key),
        Reserved.withholds(key.environment())
            ? ""
            : "keymaster edit " + key.name() + " --status active --env " + key.environment());
  }

  private Released release(Commit commit, KeyRef ref, Release release) {
    KeyRecord key = commit.existing(ref.environment(), ref.name());
    int version = ref.version() == null ? Guard.current(key) : ref.version();
    Secret value = commit.value(key, version);
    asking.record(commit, release.kind(), key.ref() + "#" + version, release.detail());
    return new Released(key, version, value);
  }

  private static boolean withheld(KeyRecord key) {
    return key.details().status() != KeyStatus.ACTIVE || Reserved.withholds(key.environment());
  }

  private static String word(KeyRecord key) {
    if (Reserved.withholds(key.environment())) {
      return "the program's own";
    }
    return switch (key.details().status()) {
      case ACTIVE -> "active";
      case INACTIVE -> "inactive";
      case PENDING_REVOKE -> "waiting to be revoked";
    };
  }
}
