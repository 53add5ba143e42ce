package dev.keymaster.guard;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
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
    AtomicReference<@Nullable KeymasterException> refusal = new AtomicReference<>();
    try {
      List<Released> released =
          asking.commit(
              commit -> refs.stream().map(ref -> releasing(commit, ref, release)).toList(),
              commit -> {
                values.forEach(Released::close);
                values.clear();
                refusal.set(withheld(commit, refs, release));
                if (refusal.get() == null) {
                  refs.forEach(ref -> values.add(release(commit, ref, release)));
                }
                return List.copyOf(values);
              });
      KeymasterException refused = refusal.get();
      if (refused != null) {
        throw refused;
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
          case EXPORT -> Operation.EXPORT;
          default -> Operation.REVEAL;
        };
    return asking.about(operation, commit.existing(ref.environment(), ref.name()));
  }

  /** Finds the first of these that is not handed out, and records who asked for it. */
  private @Nullable KeymasterException withheld(Commit commit, List<KeyRef> refs, Release release) {
    for (KeyRef ref : refs) {
      KeyRecord key = commit.existing(ref.environment(), ref.name());
      String asleep = notActive(key);
      String why = asleep.isEmpty() ? overdue(commit, key, release) : asleep;
      if (!why.isEmpty()) {
        asking.record(commit, EventKind.DENIED, key.ref().toString(), why);
        String name = key.name().value();
        String cure = asleep.isEmpty() ? "rotate " + name : "edit " + name + " --status active";
        return withheld(key, why, cure);
      }
    }
    return null;
  }

  /** The provider of a key may be asked about a value of any age. */
  private String overdue(Commit commit, KeyRecord key, Release release) {
    boolean leaves = release.kind() != EventKind.VERIFY;
    return leaves ? new Deadlines(asking).overdue(commit, key, commit.now()) : "";
  }

  private static KeymasterException withheld(KeyRecord key, String why, String cure) {
    String hint = "keymaster " + cure + " --env " + key.environment();
    return new KeymasterException(
        Code.DENIED,
        key.ref() + " is not handed out: " + why,
        Reserved.withholds(key.environment()) ? "" : hint);
  }

  private Released release(Commit commit, KeyRef ref, Release release) {
    KeyRecord key = commit.existing(ref.environment(), ref.name());
    int version = ref.version() == null ? Guard.current(key) : ref.version();
    Secret value = commit.value(key, version);
    asking.record(commit, release.kind(), key.ref() + "#" + version, release.detail());
    return new Released(key, version, value);
  }

  /** Tells why a key is not handed out whatever its age; empty if it is. */
  private static String notActive(KeyRecord key) {
    if (Reserved.withholds(key.environment())) {
      return "it is the program's own";
    }
    return switch (key.details().status()) {
      case ACTIVE -> "";
      case INACTIVE -> "it is inactive";
      case PENDING_REVOKE -> "it is waiting to be revoked";
    };
  }
}
