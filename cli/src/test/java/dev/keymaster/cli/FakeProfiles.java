package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileName;
import dev.keymaster.wire.Profiles;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Profiles in a map. */
final class FakeProfiles implements Profiles {
  final SortedMap<ProfileName, Profile> stored = new TreeMap<>();

  @Override
  public List<Profile> all() {
    return List.copyOf(stored.values());
  }

  @Override
  public Profile put(@Nullable Profile before, Profile next) {
    if (stored.get(next.name()) != null && before == null) {
      throw new KeymasterException(Code.CONFLICT, next.name() + " exists already", "");
    }
    stored.put(next.name(), next);
    return next;
  }

  @Override
  public void delete(ProfileName name) {
    if (stored.remove(name) == null) {
      throw new KeymasterException(Code.NOT_FOUND, "no profile is called " + name, "");
    }
  }
}
