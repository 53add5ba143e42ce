package dev.keymaster.service;

import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileName;
import dev.keymaster.wire.Profiles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes requests about profiles to the guard. */
record LocalProfiles(LocalEngine engine) implements Profiles {
  @Override
  public List<Profile> all() {
    return engine.guard().profiles().all();
  }

  @Override
  public Profile put(@Nullable Profile before, Profile next) {
    return engine.guard().profiles().put(before, next);
  }

  @Override
  public void delete(ProfileName name) {
    engine.guard().profiles().delete(name);
  }
}
