package dev.keymaster.guard;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ProfileName;
import dev.keymaster.model.Reserved;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.Request;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The profiles of an open vault: they hold no values, and every change of them is recorded. */
public final class GuardedProfiles {
  private static final int MOST = 200;

  private final Asking asking;
  private final Vault vault;

  GuardedProfiles(Asking asking, Vault vault) {
    this.asking = asking;
    this.vault = vault;
  }

  /** Returns all of them by name. */
  public List<Profile> all() {
    asking.demand(asking.about(Operation.LIST));
    return vault.read(reading -> List.copyOf(StoredProfiles.of(reading).values()));
  }

  /**
   * Puts a profile in place of what there was.
   *
   * @param before as the caller knows it, null if there is to be none; CONFLICT if it is otherwise
   */
  public Profile put(@Nullable Profile before, Profile next) {
    next.keys().forEach(key -> requireNamed(key.environment()));
    return asking.commit(
        commit -> putting(commit, next),
        commit -> {
          SortedMap<ProfileName, Profile> all = StoredProfiles.of(commit);
          Profile there = all.get(next.name());
          if (there == null ? before != null : !there.equals(before)) {
            throw conflict(next.name(), there != null && before == null);
          }
          all.put(next.name(), next);
          if (all.size() > MOST) {
            throw KeymasterException.usage("a vault has at most " + MOST + " profiles", "");
          }
          StoredProfiles.store(commit, all.values());
          String keys = next.keys().size() + " keys";
          asking.record(commit, EventKind.PROFILE, next.name().value(), keys);
          return next;
        });
  }

  /**
   * Asks for a change of a profile, and of each key of one environment that it hands out otherwise
   * than before: where it is sent and what it is called is said here as it is said of the key
   * itself. A key that is not there yet may come to be of any service.
   */
  private List<Request> putting(Commit commit, Profile next) {
    Profile there = StoredProfiles.of(commit).get(next.name());
    List<ProfileKey> changed = new ArrayList<>(next.keys());
    changed.removeAll(there == null ? List.of() : there.keys());
    List<Request> requests = new ArrayList<>(List.of(asking.about(Operation.EDIT)));
    for (ProfileKey key : changed) {
      EnvironmentName environment = key.environment();
      if (environment != null) {
        requests.add(asking.editing(commit, new KeyRef(environment, key.name())));
      }
    }
    return requests;
  }

  private static void requireNamed(@Nullable EnvironmentName environment) {
    if (environment != null) {
      Reserved.require(environment);
    }
  }

  private static KeymasterException conflict(ProfileName name, boolean exists) {
    return new KeymasterException(
        Code.CONFLICT,
        "profile " + name + (exists ? " exists already" : " was changed by somebody else"),
        "keymaster profile show " + name);
  }

  /** Forgets a profile, not its keys; NOT_FOUND if there is none. */
  public void delete(ProfileName name) {
    asking.commit(
        Operation.EDIT,
        commit -> {
          SortedMap<ProfileName, Profile> all = StoredProfiles.of(commit);
          Profile gone = all.remove(name);
          if (gone == null) {
            throw new KeymasterException(
                Code.NOT_FOUND, "no profile is called " + name, "keymaster profile list");
          }
          StoredProfiles.store(commit, all.values());
          asking.record(commit, EventKind.PROFILE, name.value(), "deleted");
          return gone;
        });
  }
}
