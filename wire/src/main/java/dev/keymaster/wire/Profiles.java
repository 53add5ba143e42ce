package dev.keymaster.wire;

import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests about profiles, which are named sets of keys and hold no values. */
public interface Profiles {
  /** Returns all profiles by name. */
  List<Profile> all();

  /**
   * Puts a profile in place of what there was.
   *
   * @param before as the caller knows it, null if there is to be none; CONFLICT if it is otherwise
   */
  Profile put(@Nullable Profile before, Profile next);

  /** Forgets a profile, not its keys; NOT_FOUND if there is none. */
  void delete(ProfileName name);
}
