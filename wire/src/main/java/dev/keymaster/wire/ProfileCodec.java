package dev.keymaster.wire;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ProfileName;
import dev.keymaster.model.ServiceName;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Profiles as JSON (docs/openapi.yaml). */
public final class ProfileCodec {
  private ProfileCodec() {}

  /**
   * A change of a profile.
   *
   * @param before as the caller knows it; null if there is to be none
   */
  public record Change(@Nullable Profile before, Profile next) {}

  /** Writes profiles. */
  public static JsonWriter list(List<Profile> profiles) {
    return new JsonWriter()
        .objects("profiles", profiles.stream().map(ProfileCodec::profile).toList());
  }

  /** Reads profiles. */
  public static List<Profile> list(JsonObject json) {
    List<Profile> profiles = json.objects("profiles").stream().map(ProfileCodec::profile).toList();
    json.end();
    return profiles;
  }

  /** Writes a change of a profile. */
  public static JsonWriter change(Change change) {
    Profile before = change.before();
    return new JsonWriter()
        .set("before", before == null ? null : profile(before))
        .set("next", profile(change.next()));
  }

  /** Reads a change of a profile. */
  public static Change change(JsonObject json) {
    JsonObject before = json.objectOrNull("before");
    Change change =
        new Change(before == null ? null : profile(before), profile(json.object("next")));
    json.end();
    return change;
  }

  /** Writes a profile. */
  public static JsonWriter profile(Profile profile) {
    return new JsonWriter()
        .set("profile", profile.name().value())
        .set("description", profile.description())
        .texts("tags", profile.tags())
        .objects("keys", profile.keys().stream().map(ProfileCodec::key).toList());
  }

  /** Reads a profile. */
  public static Profile profile(JsonObject json) {
    Profile profile =
        new Profile(
            new ProfileName(json.text("profile")),
            json.text("description"),
            json.texts("tags"),
            json.objects("keys").stream().map(ProfileCodec::key).toList());
    json.end();
    return profile;
  }

  private static JsonWriter key(ProfileKey key) {
    EnvironmentName environment = key.environment();
    ServiceName service = key.service();
    return new JsonWriter()
        .set("name", key.name().value())
        .set("environment", environment == null ? null : environment.value())
        .set("service", service == null ? null : service.value())
        .set("variable", key.variable())
        .set("endpoint", key.endpoint())
        .set("requests", key.requests())
        .set("tokens", key.tokens());
  }

  private static ProfileKey key(JsonObject json) {
    String environment = json.textOrNull("environment");
    String service = json.textOrNull("service");
    ProfileKey key =
        new ProfileKey(
            new KeyName(json.text("name")),
            environment == null ? null : new EnvironmentName(environment),
            service == null ? null : new ServiceName(service),
            json.textOrNull("variable"),
            json.textOrNull("endpoint"),
            json.number("requests"),
            json.number("tokens"));
    json.end();
    return key;
  }
}
