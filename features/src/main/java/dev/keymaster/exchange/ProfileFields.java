package dev.keymaster.exchange;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ProfileName;
import dev.keymaster.model.ServiceName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Profiles in an export: what is not set is not written. */
final class ProfileFields {
  private ProfileFields() {}

  static Map<String, Object> of(Profile profile) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", profile.name().value());
    map.put("description", profile.description());
    map.put("tags", profile.tags());
    map.put("keys", profile.keys().stream().map(ProfileFields::of).toList());
    return map;
  }

  private static Map<String, Object> of(ProfileKey key) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", key.name().value());
    EnvironmentName environment = key.environment();
    ServiceName service = key.service();
    put(map, "environment", environment == null ? null : environment.value());
    put(map, "service", service == null ? null : service.value());
    put(map, "variable", key.variable());
    put(map, "endpoint", key.endpoint());
    put(map, "requests_per_minute", key.requests() == 0 ? null : key.requests());
    put(map, "tokens_per_minute", key.tokens() == 0 ? null : key.tokens());
    return map;
  }

  private static void put(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }

  static List<Profile> read(Tree.Branch top) {
    return top.branches("profiles").stream().map(ProfileFields::profile).toList();
  }

  private static Profile profile(Tree.Branch branch) {
    return new Profile(
        new ProfileName(branch.plain("name")),
        branch.plain("description"),
        branch.texts("tags"),
        branch.branches("keys").stream().map(ProfileFields::key).toList());
  }

  private static ProfileKey key(Tree.Branch branch) {
    String environment = branch.plain("environment");
    String service = branch.plain("service");
    return new ProfileKey(
        new KeyName(branch.plain("name")),
        environment.isEmpty() ? null : new EnvironmentName(environment),
        service.isEmpty() ? null : new ServiceName(service),
        branch.plainOrNull("variable"),
        environment.isEmpty() ? null : branch.plainOrNull("endpoint"),
        branch.number("requests_per_minute"),
        branch.number("tokens_per_minute"));
  }
}
