package dev.keymaster.wire;

import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileName;
import dev.keymaster.net.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests about profiles, sent to an agent. */
record RemoteProfiles(RemoteEngine engine) implements Profiles {
  @Override
  public List<Profile> all() {
    return ProfileCodec.list(engine.json(agent -> agent.send("GET", "/v1/profiles")));
  }

  @Override
  public Profile put(@Nullable Profile before, Profile next) {
    JsonWriter request = ProfileCodec.change(new ProfileCodec.Change(before, next));
    return ProfileCodec.profile(engine.json(agent -> agent.send("POST", "/v1/profiles", request)));
  }

  @Override
  public void delete(ProfileName name) {
    engine.ask(agent -> agent.send("DELETE", "/v1/profiles/" + name));
  }
}
