package dev.keymaster.guard;

import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.VersionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a vault should do, in plain maps. Every change returns the refusal it expects, or null when
 * it should work; a refused one changes nothing.
 */
final class VaultModel {
  /** A version: its value is null once destroyed. */
  static final class Version {
    final String value;
    VersionState state = VersionState.CURRENT;

    Version(String value) {
      this.value = value;
    }
  }

  /** A key with its versions, number 1 first. */
  static final class Key {
    final String environment;
    final String name;
    final List<Version> versions = new ArrayList<>();
    KeyStatus status = KeyStatus.ACTIVE;
    String note = "";

    Key(String environment, String name) {
      this.environment = environment;
      this.name = name;
    }

    int current() {
      for (int i = 0; i < versions.size(); i++) {
        if (versions.get(i).state == VersionState.CURRENT) {
          return i + 1;
        }
      }
      return 0;
    }

    private @Nullable Version version(int number) {
      return number >= 1 && number <= versions.size() ? versions.get(number - 1) : null;
    }

    private void retire() {
      versions.stream()
          .filter(version -> version.state == VersionState.CURRENT)
          .forEach(version -> version.state = VersionState.RETIRED);
    }
  }

  private final Map<String, Key> keys = new TreeMap<>();

  List<Key> keys() {
    return List.copyOf(keys.values());
  }

  private static String place(String environment, String name) {
    return environment + "/" + name.toLowerCase(Locale.ROOT);
  }

  @Nullable Key find(String environment, String name) {
    Key key = keys.get(place(environment, name));
    return key != null && key.name.equals(name) ? key : null;
  }

  @Nullable Code store(String environment, String name, String value, NewKey.Mode mode) {
    Key twin = keys.get(place(environment, name));
    if (twin == null && mode == NewKey.Mode.NEW_VERSION) {
      return Code.NOT_FOUND;
    }
    if (twin != null && (!twin.name.equals(name) || mode == NewKey.Mode.CREATE)) {
      return Code.CONFLICT;
    }
    Key key = twin == null ? new Key(environment, name) : twin;
    boolean same = key.current() > 0 && key.versions.get(key.current() - 1).value.equals(value);
    if (same && (mode == NewKey.Mode.UPSERT || mode == NewKey.Mode.KEEP)) {
      return null;
    }
    if (twin != null && mode == NewKey.Mode.KEEP) {
      return Code.CONFLICT;
    }
    keys.put(place(environment, name), key);
    key.retire();
    key.versions.add(new Version(value));
    return null;
  }

  @Nullable Code edit(String environment, String name, String note, KeyStatus status) {
    Key key = find(environment, name);
    if (key == null) {
      return Code.NOT_FOUND;
    }
    key.note = note;
    key.status = status;
    return null;
  }

  @Nullable Code rollback(String environment, String name, @Nullable Integer number) {
    Key key = find(environment, name);
    if (key == null) {
      return Code.NOT_FOUND;
    }
    Version target = key.version(number == null ? before(key) : number);
    if (target == null || target.state == VersionState.DESTROYED) {
      return Code.NOT_FOUND;
    }
    if (target.state == VersionState.CURRENT) {
      return Code.CONFLICT;
    }
    key.retire();
    target.state = VersionState.CURRENT;
    return null;
  }

  private static int before(Key key) {
    for (int number = key.current() - 1; number > 0; number--) {
      if (key.versions.get(number - 1).state == VersionState.RETIRED) {
        return number;
      }
    }
    return 0;
  }

  @Nullable Code destroy(String environment, String name, int number) {
    Key key = find(environment, name);
    Version target = key == null ? null : key.version(number);
    if (target == null || target.state == VersionState.DESTROYED) {
      return Code.NOT_FOUND;
    }
    if (target.state == VersionState.CURRENT) {
      return Code.CONFLICT;
    }
    target.state = VersionState.DESTROYED;
    return null;
  }

  @Nullable Code remove(String environment, String name) {
    Key key = find(environment, name);
    if (key == null) {
      return Code.NOT_FOUND;
    }
    keys.remove(place(environment, name));
    return null;
  }

  /** Returns the refusal that releasing a version, or the current one, should meet. */
  @Nullable Code release(String environment, String name, @Nullable Integer number) {
    Key key = find(environment, name);
    if (key == null) {
      return Code.NOT_FOUND;
    }
    if (key.status != KeyStatus.ACTIVE) {
      return Code.DENIED;
    }
    Version version = key.version(number == null ? key.current() : number);
    return version == null || version.state == VersionState.DESTROYED ? Code.NOT_FOUND : null;
  }
}
